/** Lines of `--json`, as any program may write them. */
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { ConsoleBotAdapter } from "../../../adapters/console/mod.ts";
import { Translations } from "../../../core/mod.ts";
import { TestInput, TestOutput } from "../../support/text_streams.ts";
import { nastyJson, nastyName, nastyText } from "./nasty_texts.ts";
import type { InputTarget } from "./target.ts";
import { WholeBot } from "./whole_bot.ts";

const sound = fc.record({
  type: fc.constantFrom("message", "edit", "action"),
  text: nastyText,
  user: nastyName,
  chat: nastyName,
  id: fc.oneof(nastyName, fc.integer()),
  key: nastyName,
  at: fc.oneof(fc.integer(), fc.double(), fc.constantFrom(8.64e15, 0)),
  name: nastyName,
  language: fc.constantFrom("en", "ru_RU.UTF-8", "xx", "", "../en"),
  album: nastyName,
  replyTo: nastyName,
  forward: fc.record({ from: nastyName, link: nastyName }),
  files: fc.array(fc.constantFrom("/nowhere", "", "../secret.md", "~", ".", "/dev/null/x", "a\u0000b", "//")),
  action: nastyName,
}, { requiredKeys: ["type"] });

/** An object in which some fields have become something else. */
const broken = fc.tuple(
  sound,
  fc.dictionary(fc.constantFrom("type", "text", "user", "id", "files", "at", "__proto__"), nastyJson),
)
  .map(([object, others]) => ({ ...object, ...others }));

/** A line as some program may write it. */
export const jsonLine: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: sound.map((object) => JSON.stringify(object)) },
  { weight: 3, arbitrary: broken.map((object) => JSON.stringify(object)) },
  { weight: 1, arbitrary: nastyJson.map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: nastyText },
  {
    weight: 1,
    arbitrary: fc.tuple(sound, fc.nat(80)).map(([object, length]) => JSON.stringify(object).slice(0, length)),
  },
);

/** What is written of each line. */
const ANSWERS: readonly unknown[] = ["accepted", "refused", "error"];

/** See the file's comment. */
export const jsonTarget: InputTarget<readonly string[]> = {
  name: "json_lines",
  inputs: fc.array(jsonLine, { minLength: 1, maxLength: 8 }),
  costs: 20,
  open: async () => {
    const input = new TestInput();
    let output = new TestOutput();
    const written = new WritableStream<Uint8Array>({
      async write(chunk) {
        const writer = output.stream.getWriter();
        await writer.write(chunk);
        writer.releaseLock();
      },
    });
    const bot = await WholeBot.start(({ clock, data }) =>
      new ConsoleBotAdapter({
        end: { mode: "json", input: input.stream, output: written },
        clock,
        translations: new Translations(),
        folder: data,
        home: data,
      })
    );
    let number = 0;
    return {
      async feed(lines) {
        output = new TestOutput();
        const asked = `sound ${++number}`;
        const ends = ["/cancel", "/stop", `/${asked}`].map((text) => JSON.stringify({ type: "message", text }));
        input.write([...lines, ...ends, ""].join("\n"));
        await bot.until(`the answer to ${asked}`, () => output.text.includes(`"text":"${asked}"`));
        await bot.digest();
        const written = [...lines, ...ends].join("\n").split("\n").filter((line) => line.trim() !== "").length;
        const answers = output.objects.filter(({ type }) => ANSWERS.includes(type));
        assertEquals(answers.length, written, "a line is not answered");
        const mute = answers.find(({ type, message }) => type !== "accepted" && !/\p{L}/u.test(String(message)));
        assertEquals(mute, undefined, "a line is refused without a word");
      },
      async [Symbol.asyncDispose]() {
        await bot[Symbol.asyncDispose]();
      },
    };
  },
};
