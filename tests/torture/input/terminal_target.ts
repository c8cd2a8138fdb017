/** What comes from a terminal: keys, escape sequences, pastes that never end. */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { TerminalBench } from "../../adapters/console/terminal_bench.ts";
import { nastyLine, nastyText } from "./nasty_texts.ts";
import type { InputTarget } from "./target.ts";

const KEYS = [
  "\r",
  "\n",
  "\t",
  "\x7f",
  "\x01",
  "\x05",
  "\x0b",
  "\x15",
  "\x17",
  "\x19",
  "\x1b",
  "\x1b\x1b",
  "\x1b[",
  "\x1b[A",
  "\x1b[B",
  "\x1b[C",
  "\x1b[D",
  "\x1b[1;5C",
  "\x1bO",
  "\x1b[3~",
  "\x1b[999999999A",
  "\x1b[200~",
  "\x1b[201~",
  "\x1b[200",
  "\x1b[?1;2c",
  "\x1b]0;title\x07",
  "\x1bP",
  "\x9b",
  "\x1b[<0;1;1M",
  "\ud83d",
  "\ude00",
  "\x1a",
  "\x12",
];

/** Keys in chunks as they arrive. Ctrl-D and Ctrl-C would end it, which is their right. */
const chunk = fc.oneof(
  fc.constantFrom(...KEYS),
  fc.array(fc.constantFrom(...KEYS), { maxLength: 6 }).map((keys) => keys.join("")),
  nastyLine.map((text) => text.slice(0, 200)),
  nastyText.map((text) => `\x1b[200~${text.slice(0, 2_000)}\x1b[201~`),
).map((keys) => keys.replaceAll("\x03", "").replaceAll("\x04", ""));

/** See the file's comment. */
export const terminalTarget: InputTarget<readonly string[]> = {
  name: "terminal_keys",
  inputs: fc.array(chunk, { maxLength: 10 }),
  costs: 10,
  open: () => ({
    async feed(chunks) {
      await using bench = await TerminalBench.open();
      for (const keys of chunks) await bench.type(keys);
      // An open paste is given up, an unfinished sequence ended, and the line taken away: then it is as new.
      for (const keys of ["\x03", "\x1b", "\x1b", "\x1b[B", "\r", "\x05", "\x15"]) await bench.type(keys);
      assertEquals(bench.ended, 0, "the terminal is closed");
      await bench.type("all is well\r");
      assert(bench.lines.at(-1)?.endsWith("all is well"), `the last line is ${JSON.stringify(bench.lines.at(-1))}`);
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }),
};
