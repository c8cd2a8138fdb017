/** Pages of the web, which are material like everything that others wrote. */
import { assertEquals, assertMatch } from "@std/assert";
import { carryOut } from "./carried_out.ts";
import { FakeVault } from "./fake_vault.ts";

const seeds = [{ title: "Shopping" }, { title: "Draft" }];

Deno.test("a page is quoted", async () => {
  const { vault, text } = await carryOut("open https://example.com/a", { seeds });
  assertEquals(vault.calls, [{ tool: "open_url", input: { url: "https://example.com/a" } }]);
  assertMatch(text, /^The page “A \\\*\\\*page\\\*\\\*” says:\n\n> First line\.\n\n> See/);
});

Deno.test("notes that a page names are not spoken of as it or them", async () => {
  const vault = new FakeVault(seeds);
  const { earlier } = await carryOut("open https://example.com/a", { vault });
  for (const task of ["delete them", "delete it", "delete the first one"]) await carryOut(task, { vault, earlier });
  assertEquals(vault.trash, []);
});

Deno.test("a page is saved as a note by the next request", async () => {
  const { vault } = await carryOut("open https://example.com/a and save it as a note", { seeds });
  assertMatch(vault.notes.at(-1)?.body ?? "", /^A \*\*page\*\*\nhttps:\/\/example\.com\/a\n\nFirst line\./);
});

Deno.test("what a tool has the model tell the person is told as it is", async () => {
  const vault = new FakeVault(seeds);
  vault.answerInstead = () => ({ error: "No web here. Tell the person that `serve` is the start that may." });
  const { text } = await carryOut("open https://example.com", { vault });
  assertEquals(text, "That did not work: No web here. `serve` is the start that may.");
});

Deno.test("tags are listed with how many notes have them", async () => {
  const tagged = [{ title: "A", tags: ["home", "x"] }, { title: "B", tags: ["home"] }];
  assertEquals(
    (await carryOut("what tags do I have", { seeds: tagged })).text,
    "There are 2 tags:\n\n- #home (2)\n- #x (1)",
  );
  assertEquals((await carryOut("какие у меня теги?", { seeds })).text, "Тегов пока нет ни у одной заметки.");
});
