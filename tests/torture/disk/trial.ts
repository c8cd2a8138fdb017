/** One try to break the bot by its disk, and what came of it. */
import { join } from "node:path";
import { deadline } from "@std/async/deadline";
import type { Program, ProgramOptions } from "../../support/program.ts";
import { readNotes } from "../../support/vault_notes.ts";
import { Known } from "../known.ts";

/** Milliseconds in which what has to go on by itself goes on: the longest pause between two tries is 30 s. */
const PATIENCE = 60_000;

/** What all trials found wrong together, a line each. */
export class Damages {
  /** Accepted, and in no note; or told, and not so. */
  readonly lost: string[] = [];
  readonly doubled: string[] = [];
  /** What did not go on by itself. */
  readonly stuck: string[] = [];
  /** What went wrong without a word to anybody. */
  readonly silent: string[] = [];
  /** What was found wrong in the end, whatever it is. */
  get all(): readonly string[] {
    return [...this.lost, ...this.doubled, ...this.stuck, ...this.silent];
  }
}

/** See the file's comment. */
export class Trial {
  /** Messages that were sent. */
  readonly sent = new Set<string>();
  /** Messages that were accepted. */
  readonly accepted = new Set<string>();
  /** Messages that were refused, with what was said. */
  readonly refused = new Map<string, string>();
  #number = 0;

  /** @param folder of this trial alone; the bot's data is a folder within. */
  constructor(
    readonly folder: string,
    readonly random: () => number,
    readonly damages: Damages,
    readonly say: (line: string) => void,
  ) {}

  get data(): string {
    return join(this.folder, "data");
  }

  /** How the program is started, so that notes are written soon. */
  get options(): ProgramOptions {
    return { data: this.data, args: ["--log", "warning"], env: { PORTICO_NOTE_QUIET: "0.2" } };
  }

  below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  /** Sends a message in a chat of its own, and resolves with its id when it was accepted or refused. */
  async write(program: Program, id = `word${this.#number++}end`): Promise<string> {
    this.sent.add(id);
    const before = new Set(program.told);
    await program.send({ type: "message", id, chat: `chat-${id}`, text: `${id} ${"x".repeat(1 + this.below(3_000))}` });
    const { type, message } = await program.until((told) =>
      !before.has(told) && told.id === id && (told.type === "accepted" || told.type === "error")
    );
    if (type === "error") this.refused.set(id, String(message));
    else {
      this.accepted.add(id);
      this.refused.delete(id);
    }
    return id;
  }

  /** Resolves when it was told that these are notes, and remembers those of which it is not within a minute. */
  async saved(program: Program, ids: Iterable<string>): Promise<void> {
    for (const id of ids) {
      const known = new Known();
      const saved = program.when(() => {
        for (const told of program.told) known.hear(told);
        return known.knows(id, "Saved **") ? true : undefined;
      });
      try {
        await deadline(saved, PATIENCE);
      } catch (error) {
        this.damages.stuck.push(`${id} did not become a note: ${error}\n${program.stderr}`);
      }
    }
  }

  /** Looks whether each accepted message is in one note, once. */
  async judge(): Promise<void> {
    const notes = await readNotes(this.data);
    for (const id of this.accepted) {
      const count = notes.filter(({ text }) => text.includes(`\n${id} `)).length;
      if (count === 0) this.damages.lost.push(`${id} was accepted, and is in no note`);
      if (count > 1) this.damages.doubled.push(`${id} is in ${count} notes`);
    }
  }

  /** Ends the program as its input ends. */
  async end(program: Program): Promise<void> {
    const code = await program.end();
    if (code !== 0) this.damages.stuck.push(`the program ended with ${code}: ${program.stderr}`);
    if (/Unhandled|Uncaught/.test(program.stderr)) this.damages.silent.push(program.stderr);
  }
}
