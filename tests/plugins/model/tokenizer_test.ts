/** How tokens are counted. */
import { assert, assertEquals } from "@std/assert";
import { countTokens as countOlder } from "gpt-tokenizer/encoding/cl100k_base";
import { countTokens as countNewer } from "gpt-tokenizer/encoding/o200k_base";
import { Tokenizer } from "../../../plugins/model/tokenizer.ts";

const TEXT = "Привет, мир! Токены — это не слова. Tokens are no words.";

for (const model of ["gpt-4", "gpt-4-turbo", "openai/gpt-3.5-turbo"]) {
  Deno.test(`${model} counts as older models do`, async () => {
    assertEquals(await new Tokenizer(model).count(TEXT), countOlder(TEXT));
  });
}

for (const model of ["gpt-4o-mini", "gpt-4.1", "openai/gpt-oss-20b", "llama3.2", "o3"]) {
  Deno.test(`${model} counts as newer models do`, async () => {
    assertEquals(await new Tokenizer(model).count(TEXT), countNewer(TEXT));
  });
}

for (const length of [2_000, 20_000]) {
  Deno.test(`a text of ${length} lines, counted in parts, has as many tokens as in one, to a hundredth`, async () => {
    const text = "The quick brown fox, и ленивая собака; 12345 times.\n".repeat(length);
    const tokens = await new Tokenizer("llama3.2").count(text);
    assert(Math.abs(tokens / countNewer(text) - 1) < 0.01, String(tokens));
  });
}

Deno.test("no text has no tokens, and what would be a command to a model is text", async () => {
  const tokenizer = new Tokenizer("llama3.2");
  assertEquals(await tokenizer.count(""), 0);
  assert(await tokenizer.count("<|endoftext|>") > 1);
});

for (const [what, text] of [["words", "word ".repeat(200_000)], ["one word", "x".repeat(1_000_000)]]) {
  Deno.test(`others have their turn while a megabyte of ${what} is counted`, async () => {
    const tokenizer = new Tokenizer("llama3.2");
    await tokenizer.count("loaded");
    let turns = 0;
    let over = false;
    const others = () => {
      turns++;
      if (!over) setImmediate(others);
    };
    setImmediate(others);
    assert(await tokenizer.count(text) > 0);
    over = true;
    assert(turns > 50, `${turns} turns`);
  });
}
