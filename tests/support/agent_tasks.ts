/** Tasks for the agent, whose every step a fake model says, and what must have come of each, whatever died in between. */
import type { Answer, ChatRequest } from "./fake_openai/mod.ts";
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

/** A task that was given. */
interface Task {
  readonly word: string;
  /** Whose notes it works in. */
  readonly account: string;
}

/** See the file's comment. Each task has a word of its own, by which everything it does is told apart. */
export class AgentTasks {
  readonly #tasks: Task[] = [];
  readonly #asked = new Map<string, Asked[]>();
  /** Lines of marks, when the model was first told that they were made. */
  readonly #marks = new Map<string, number>();

  /** @param file where the tools write. @param pause waits as long as a model thinks. */
  constructor(private readonly file: string, private readonly pause: () => Promise<void>) {}

  /** What the model says to a request. */
  readonly answer = async (request: ChatRequest): Promise<string | Answer> => {
    const word = /\btask\d+end\b/.exec(request.user)?.[0] ?? "";
    this.#note(word, request);
    await this.pause();
    return answerTo(word, request.results);
  };

  /** The word of a task for a person to give. */
  next(account = "owner"): string {
    const word = `task${this.#tasks.length}end`;
    this.#tasks.push({ word, account });
    return word;
  }

  get words(): readonly string[] {
    return this.#tasks.map(({ word }) => word);
  }

  /** Tasks of which the model was not asked for the last answer. */
  get open(): readonly string[] {
    return this.words.filter((word) => this.#results(word).length < STEPS);
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

  /** What is wrong with all that was asked: every life asks on where the one before had got to, and for each step once, up to the last. */
  *requestsWrong(): Iterable<string> {
    for (const [word, asked] of this.#asked) {
      for (const [index, now] of asked.entries()) {
        const before = asked[index - 1];
        if (before === undefined) continue;
        const what =
          `${word}: step ${before.results.length} in ${before.life}, then ${now.results.length} in ${now.life}`;
        const least = before.results.length + (before.life === now.life ? 1 : 0);
        if (now.results.length < least) yield what;
        else if (before.results.some((result, step) => result !== now.results[step])) yield `${what}: other results`;
      }
      if (asked.at(-1)?.results.length !== STEPS) yield `${word} was not finished`;
    }
  }

  /** Calls of tools that were made again, at any time. */
  *callsRepeated(): Iterable<string> {
    const counts = this.#counts();
    for (const word of this.words) {
      const [marks = 0, rings = 0] = [counts.get(`mark ${word}`), counts.get(`ring ${word}`)];
      if (marks > (this.#marks.get(word) ?? marks)) yield `${word} was marked again, though that was done`;
      if (rings > 1) yield `${word} rang ${rings} times`;
    }
  }

  /** Calls of tools that were not made, and nobody was told, in the end. */
  *callsMissing(): Iterable<string> {
    const counts = this.#counts();
    for (const word of this.words) {
      if (!counts.has(`mark ${word}`)) yield `${word} was not marked`;
      if (!counts.has(`ring ${word}`) && !this.inDoubt.includes(word)) {
        yield `${word} did not ring, and nobody was told`;
      }
    }
  }

  /** What the tasks have put into notes more than once, at any time. */
  notesDoubled(notes: readonly NoteFile[]): Iterable<string> {
    return this.#notesWhere(notes, (times) => times > 1);
  }

  /** What the tasks have not put into notes, in the end, and what stands elsewhere. */
  *notesMissing(notes: readonly NoteFile[]): Iterable<string> {
    yield* this.#notesWhere(notes, (times) => times < 1);
    for (const { word, account } of this.#tasks) {
      const isThere = notes.some((note) => note.account === account && note.path === `Done/Made ${word}.md`);
      if (!isThere) yield `${word} was not moved`;
    }
  }

  /** All that is wrong in the end. */
  *wrong(notes: readonly NoteFile[]): Iterable<string> {
    yield* this.requestsWrong();
    yield* this.callsRepeated();
    yield* this.callsMissing();
    yield* this.notesDoubled(notes);
    yield* this.notesMissing(notes);
  }

  *#notesWhere(notes: readonly NoteFile[], isWrong: (times: number) => boolean): Iterable<string> {
    const counts = countOf(notes.flatMap(({ text }) => text.match(WRITTEN) ?? []));
    for (const { word } of this.#tasks) {
      for (const what of ["body ", "more ", "shared ", "tag-"]) {
        const times = counts.get(`${what}${word}`) ?? 0;
        if (isWrong(times)) yield `${what}${word} stands in the notes ${times} times`;
      }
    }
  }

  #note(word: string, { headers, results }: ChatRequest): void {
    const asked = this.#asked.get(word) ?? [];
    this.#asked.set(word, [...asked, { life: headers.get("authorization") ?? "", results }]);
    if (this.#marks.has(word) || results.length <= MARKED) return;
    this.#marks.set(word, this.#counts().get(`mark ${word}`) ?? 0);
  }

  #results(word: string): readonly string[] {
    return this.#asked.get(word)?.at(-1)?.results ?? [];
  }

  #counts(): ReadonlyMap<string, number> {
    return countOf(Deno.readTextFileSync(this.file).split("\n"));
  }
}

/** What tasks write into notes. */
const WRITTEN = /\b(?:body |more |shared |tag-)task\d+end\b/g;

function countOf(words: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
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
