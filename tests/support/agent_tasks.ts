/** Tasks for the agent, whose every step a fake model says, and what must have come of each, whatever died in between. */
import { assert, assertEquals } from "@std/assert";
import type { Answer, ChatRequest, FakeOpenAI } from "./fake_openai/mod.ts";
import type { NoteFile } from "./vault_notes.ts";

/** The note that all tasks read and add to. */
export const SHARED = "Shared list";

/** What a model says of a call that nobody knows the end of. */
const UNKNOWN = "Nobody knows whether this was done";

/**
 * Two tools of somebody else, which write a line into a file and then take their time: `mark` may be called again, `ring` may not. When they have
 * written, they say so on standard output.
 *
 * @param times milliseconds that each takes, in JavaScript.
 */
export function bellPlugin(file: string, times: { readonly mark: string; readonly ring: string }): string {
  return `
  import { plugin } from "@portico/bot";
  import { tool } from "@portico/bot/plugins/agent";
  import { z } from "zod";
  const input = z.object({ word: z.string() });
  async function work(verb, word, time) {
    Deno.writeTextFileSync(${JSON.stringify(file)}, verb + " " + word + "\\n", { append: true });
    console.log(JSON.stringify({ type: verb, word }));
    await new Promise((resolve) => setTimeout(resolve, time));
    return { [verb]: word };
  }
  @plugin({ name: "bell" })
  export class Bell {
    @tool({ description: "Marks a word.", input, effect: "change", repeatable: true })
    mark({ word }) { return work("mark", word, ${times.mark}); }
    @tool({ description: "Rings for a word.", input, effect: "change" })
    ring({ word }) { return work("ring", word, ${times.ring}); }
  }`;
}

/** One time that the model was asked for a task. */
interface Asked {
  /** Which life of the program asked. */
  readonly life: string;
  /** What the calls so far have given back. */
  readonly results: readonly string[];
}

/** See the file's comment. Each task has a word of its own, by which everything it does is told apart. */
export class AgentTasks {
  readonly words: string[] = [];
  readonly #asked = new Map<string, Asked[]>();
  /** Lines of marks, when the model was first told that they were made. */
  readonly #marks = new Map<string, number>();

  /** @param file where the tools write. @param pause waits as long as a model thinks. */
  constructor(fake: FakeOpenAI, private readonly file: string, pause: () => Promise<void>) {
    fake.answer = async (request) => {
      const word = /\bword\d+end\b/.exec(request.user)?.[0] ?? "";
      this.#note(word, request);
      await pause();
      return answerTo(word, request.results);
    };
  }

  /** A task for the person to give. */
  next(): string {
    const word = `word${this.words.length}end`;
    this.words.push(word);
    return word;
  }

  /** How often the model was asked. */
  get requests(): number {
    return this.#asked.values().reduce((sum, asked) => sum + asked.length, 0);
  }

  /** How often it was asked again for what it had been asked already. */
  get paidAgain(): number {
    let again = 0;
    for (const asked of this.#asked.values()) {
      again += asked.length - new Set(asked.map(({ results }) => results.length)).size;
    }
    return again;
  }

  /** Tasks of which the model was told that nobody knows of a call. */
  get inDoubt(): readonly string[] {
    return this.words.filter((word) => this.#results(word).some((result) => result.includes(UNKNOWN)));
  }

  /** Every life asks on where the one before had got to, and for each step once. */
  checkRequests(): void {
    for (const [word, asked] of this.#asked) {
      for (const [index, now] of asked.entries()) {
        const before = asked[index - 1];
        if (before === undefined) continue;
        const what =
          `${word}: step ${before.results.length} in ${before.life}, then ${now.results.length} in ${now.life}`;
        const least = before.results.length + (before.life === now.life ? 1 : 0);
        assert(now.results.length >= least, what);
        assertEquals(now.results.slice(0, before.results.length), before.results, `${what}: other results`);
      }
      assertEquals(asked.at(-1)?.results.length, STEPS, `${word} was not finished`);
    }
  }

  /** Everything that the tools did, they did once. */
  checkTools(): void {
    const lines = this.#lines();
    for (const word of this.words) {
      const count = (verb: string) => lines.filter((line) => line === `${verb} ${word}`).length;
      assertEquals(count("mark"), this.#marks.get(word), `${word} was marked again, though that was done`);
      assert(count("ring") <= 1, `${word} rang ${count("ring")} times`);
      assert(count("ring") === 1 || this.inDoubt.includes(word), `${word} did not ring, and nobody was told`);
    }
  }

  /** Everything that should be in the notes is there, once. */
  checkNotes(notes: readonly NoteFile[]): void {
    const shared = notes.find(({ path }) => path === `${SHARED}.md`)?.text ?? "";
    for (const word of this.words) {
      const made = notes.filter(({ text }) => text.includes(`body ${word}`));
      assertEquals(made.map(({ path }) => path), [`Done/Made ${word}.md`], word);
      const [{ text }] = made;
      assertEquals(text.split(`more ${word}`).length - 1, 1, `a paragraph of ${word}`);
      assertEquals(text.split(`tag-${word}`).length - 1, 1, `a tag of ${word}`);
      assertEquals(shared.split(`shared ${word}`).length - 1, 1, `a paragraph of ${word} in the shared note`);
    }
    assertEquals(notes.length, this.words.length + 1);
  }

  #note(word: string, { headers, results }: ChatRequest): void {
    const asked = this.#asked.get(word) ?? [];
    this.#asked.set(word, [...asked, { life: headers.get("authorization") ?? "", results }]);
    if (this.#marks.has(word) || results.length <= MARKED) return;
    this.#marks.set(word, this.#lines().filter((line) => line === `mark ${word}`).length);
  }

  #results(word: string): readonly string[] {
    return this.#asked.get(word)?.at(-1)?.results ?? [];
  }

  #lines(): string[] {
    return Deno.readTextFileSync(this.file).split("\n");
  }
}

/** The calls of a task, one answer after the other. */
const MARKED = 5;
const STEPS = 9;

function answerTo(word: string, results: readonly string[]): string | Answer {
  const idIn = (index: number) => /"id":"([^"]+)"/.exec(results[index] ?? "")?.[1] ?? "";
  const call = (name: string, input: object): Answer => ({ calls: [{ name, input }] });
  switch (results.length) {
    case 0:
      return call("search_notes", { query: SHARED });
    case 1:
      return call("read_note", { id: idIn(0) });
    case 2:
      return call("create_note", { title: `Made ${word}`, body: `body ${word}` });
    case 3:
      return call("tag_note", { id: idIn(2), add: [`tag-${word}`] });
    case 4:
      return {
        calls: [
          { name: "append_to_note", input: { id: idIn(2), text: `more ${word}` } },
          { name: "mark", input: { word } },
        ],
      };
    case 6:
      return call("ring", { word });
    case 7:
      return call("append_to_note", { id: idIn(0), text: `shared ${word}` });
    case 8:
      return call("move_note", { id: idIn(2), folder: "Done" });
    default:
      return `All done with ${word}.`;
  }
}
