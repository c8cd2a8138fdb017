/** The real program is stopped in the middle of its work (SIGSTOP), and goes on seconds later. */
import { delay } from "@std/async/delay";
import { OwnedBot } from "../../support/telegram_program.ts";
import { randomOf } from "../../support/random.ts";
import { readNotes } from "../../support/vault_notes.ts";
import type { Figure, TortureOptions } from "../torture.ts";

/** How long a program stands still at most, in milliseconds. */
const LONGEST = 3_000;

/** Asks until everything is done, and resolves with what was said then. */
async function atRest({ telegram, owner: { private: place } }: OwnedBot): Promise<string> {
  for (;;) {
    await telegram.idle();
    place.send("/status");
    const { text } = await place.next(({ text }) => text.startsWith("Portico"));
    // The question itself closes what is open, and is not counted.
    const done = ["Nothing is being gathered", "not finished: 0 messages", "not finished: 0 batches"];
    if (done.every((words) => text.includes(words))) return text;
  }
}

/** See the file's comment. One program for all suspensions. */
export async function tortureSuspension({ count, seed, say }: TortureOptions): Promise<readonly Figure[]> {
  const random = randomOf(seed);
  await using bot = await OwnedBot.start();
  const { owner: { private: place }, program } = bot;
  const words: string[] = [];
  const write = () => {
    const word = `word${words.length}end`;
    words.push(word);
    place.send(word);
  };
  for (let round = 0; round < count; round++) {
    for (let times = 0; times < 3; times++) write();
    await delay(random() * 400); // anywhere between a message and its note
    program.signal("SIGSTOP");
    write();
    await delay(random() * LONGEST);
    program.signal("SIGCONT");
    write();
    await bot.telegram.idle();
  }
  const status = await atRest(bot);
  const code = await bot.stop();
  const texts = await readNotes(bot.data);
  const found = words.map((word) => texts.reduce((sum, { text }) => sum + text.split(`\n${word}`).length - 1, 0));
  const lost = words.filter((_, index) => found[index] === 0);
  const doubled = words.filter((_, index) => found[index] > 1);
  if (lost.length + doubled.length > 0) say(`lost: ${lost}; twice: ${doubled}\n${program.stderr}`);
  if (code !== 0) say(`It ended with code ${code}:\n${program.stderr}`);
  return [
    { what: "times the real program was stopped and went on", value: count },
    { what: "messages lost by that", value: lost.length, most: 0 },
    { what: "messages doubled by that", value: doubled.length, most: 0 },
    { what: "things failed by that", value: /Nothing has failed/.test(status) ? 0 : 1, most: 0 },
    { what: "exit code of a stop after that", value: code, most: 0 },
  ];
}
