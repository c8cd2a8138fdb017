/** The tools of a vault over notes in memory, with the names and inputs of the real ones. */
import { type ModelMessage, type Tool, tool, type ToolSet } from "ai";
import { z } from "zod";
import snowball from "snowball-stemmers";

const stemmers = { en: snowball.newStemmer("english"), ru: snowball.newStemmer("russian") };

export interface FakeNote {
  readonly id: string;
  title: string;
  body: string;
  folder: string;
  tags: string[];
  created: string;
}

/** What a test says of a note. */
export type NoteSeed = Partial<Omit<FakeNote, "id">> & { readonly title: string };

/** A call that was made. */
export interface MadeCall {
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Notes in memory, and what was called on them. */
export class FakeVault {
  readonly notes: FakeNote[] = [];
  readonly trash: FakeNote[] = [];
  readonly calls: MadeCall[] = [];
  undone = 0;
  /** Returns what a tool says instead of working. */
  answerInstead: (call: MadeCall) => Record<string, unknown> | undefined = () => undefined;

  constructor(notes: readonly NoteSeed[] = [], readonly today = "2026-05-14") {
    for (const note of notes) this.#add(note);
  }

  note(title: string): FakeNote {
    const found = this.notes.find((note) => note.title === title);
    if (found === undefined) throw new Error(`There is no "${title}", but ${this.titles.join(", ")}.`);
    return found;
  }

  get titles(): string[] {
    return this.notes.map(({ title }) => title);
  }

  /** The names of the tools that were called, without repetitions in a row. */
  get called(): string[] {
    return this.calls.map(({ tool }) => tool).filter((name, index, all) => name !== all[index - 1]);
  }

  tools(without: readonly string[] = []): ToolSet {
    const id = z.string().min(1);
    const limit = z.number().int().min(1).max(30).optional();
    const tags = z.array(z.string().min(1)).min(1).optional();
    const all: ToolSet = {
      search_notes: this.#tool(
        "search_notes",
        z.strictObject({ query: z.string().min(1), limit, tag: z.string().optional(), folder: z.string().optional() }),
        ({ query, limit = 10, tag, folder }) => ({
          notes: this.#search(query, tag, folder).slice(0, limit).map((note) => ({
            ...card(note),
            snippet: note.body.slice(0, 80),
          })),
        }),
      ),
      list_notes: this.#tool(
        "list_notes",
        z.strictObject({
          limit,
          offset: z.number().int().optional(),
          folder: z.string().optional(),
          tag: z.string().optional(),
          since: z.iso.date().optional(),
          until: z.iso.date().optional(),
        }),
        ({ limit = 10, folder, tag, since = "", until = "9" }) => {
          const found = this.#newest().filter((note) =>
            isIn(note, tag, folder) && since <= note.created && note.created <= until
          );
          return { notes: found.slice(0, limit).map(card), total: found.length };
        },
      ),
      read_note: this.#tool(
        "read_note",
        z.strictObject({ id, from: z.number().int().optional() }),
        ({ id }) => ({ ...card(this.#get(id)), body: this.#get(id).body }),
      ),
      create_note: this.#tool(
        "create_note",
        z.strictObject({ title: z.string().min(1).max(200), body: z.string(), tags, folder: z.string().optional() }),
        (seed) => named(this.#add(seed)),
      ),
      append_to_note: this.#tool("append_to_note", z.strictObject({ id, text: z.string().min(1) }), ({ id, text }) => {
        const note = this.#get(id);
        note.body = `${note.body}\n${text}`;
        return named(note);
      }),
      move_note: this.#tool(
        "move_note",
        z.strictObject({ id, folder: z.string() }),
        ({ id, folder }) => named(Object.assign(this.#get(id), { folder })),
      ),
      rename_note: this.#tool(
        "rename_note",
        z.strictObject({ id, title: z.string().min(1) }),
        ({ id, title }) => named(Object.assign(this.#get(id), { title })),
      ),
      tag_note: this.#tool(
        "tag_note",
        z.strictObject({ id, add: tags, remove: tags }),
        ({ id, add = [], remove = [] }) => {
          const note = this.#get(id);
          note.tags = [...new Set([...note.tags, ...add])].filter((tag) => !remove.includes(tag));
          return { ...named(note), tags: note.tags };
        },
      ),
      delete_note: this.#tool("delete_note", z.strictObject({ id }), ({ id }) => named(this.#throwAway(this.#get(id)))),
      merge_notes: this.#tool(
        "merge_notes",
        z.strictObject({ ids: z.array(id).min(2), title: z.string().optional() }),
        ({ ids, title }) => {
          const [first, ...others] = ids.map((one) => this.#get(one));
          for (const other of others) {
            first.body += `\n\n${other.body}`;
            first.tags = [...new Set([...first.tags, ...other.tags])];
            this.#throwAway(other);
          }
          first.title = title ?? first.title;
          return { ...named(first), merged: ids.length };
        },
      ),
      today: this.#tool(
        "today",
        z.strictObject({}),
        () => ({ date: this.today, weekday: "Thursday", time: "09:30", zone: "UTC" }),
      ),
      open_url: this.#tool(
        "open_url",
        z.strictObject({ url: z.url(), from: z.number().int().optional() }),
        ({ url }) => ({ url, title: "A **page**", text: "First line.\n\nSee **Shopping** and [Draft](x)." }),
      ),
      undo_last: this.#tool("undo_last", z.strictObject({}), () => ({ undone: ++this.undone })),
    };
    return Object.fromEntries(Object.entries(all).filter(([name]) => !without.includes(name)));
  }

  #tool<Input extends Readonly<Record<string, unknown>>>(
    name: string,
    inputSchema: z.ZodType<Input>,
    run: (input: Input) => Record<string, unknown>,
  ): Tool {
    return tool({
      description: name,
      inputSchema,
      execute: (input: Input) => {
        const call = { tool: name, input: { ...input } };
        this.calls.push(call);
        return this.answerInstead(call) ?? run(input);
      },
    });
  }

  #search(query: string, tag?: string, folder?: string): FakeNote[] {
    const wanted = stemsOf(query);
    const notes = this.#newest().filter((note) => isIn(note, tag, folder));
    const wordsOf = ({ title, body }: FakeNote) => new Set(stemsOf(`${title} ${body}`));
    const all = notes.filter((note) => wanted.length > 0 && wanted.every((word) => wordsOf(note).has(word)));
    // As the real tool does: where none has all of the words, those with any.
    return all.length > 0 ? all : notes.filter((note) => wanted.some((word) => wordsOf(note).has(word)));
  }

  #newest(): FakeNote[] {
    return this.notes.toSorted((one, other) => other.created.localeCompare(one.created));
  }

  #add({ title, body = "", folder = "", tags = [], created = this.today }: NoteSeed): FakeNote {
    const note = { id: `n${this.notes.length + this.trash.length + 1}`, title, body, folder, tags: [...tags], created };
    this.notes.push(note);
    return note;
  }

  #throwAway(note: FakeNote): FakeNote {
    this.notes.splice(this.notes.indexOf(note), 1);
    this.trash.push(note);
    return note;
  }

  #get(id: string): FakeNote {
    const found = this.notes.find((note) => note.id === id);
    if (found === undefined) throw new Error(`There is no note ${id}.`);
    return found;
  }
}

/** The rules of a task, as far as the offline model reads them. */
export function instructionsIn(language: string): string {
  return `You work in a person's notes.\n\nLanguage: ${language}`;
}

/** The prompt of a task, as the agent makes it. */
export function taskMessages(task: string, earlier: readonly ModelMessage[] = [], data?: string): ModelMessage[] {
  const attached = data === undefined ? "" : `\n<data from="forward">\n${escape(data)}\n</data>`;
  return [...earlier, { role: "user", content: `<task>\n${escape(task)}\n</task>${attached}` }];
}

/** As titles and texts are written between tags. */
export function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** As the vault's index does. */
function stemsOf(text: string): string[] {
  return (text.toLowerCase().replaceAll("ё", "е").match(/[\p{L}\p{N}]+/gu) ?? []).map((word) =>
    /\p{Script=Cyrillic}/u.test(word) ? stemmers.ru.stem(word) : stemmers.en.stem(word)
  );
}

function card({ id, title, folder, tags, created }: FakeNote): Record<string, unknown> {
  return { id, title, folder, tags: [...tags], created };
}

function named({ id, title }: FakeNote): Record<string, unknown> {
  return { id, title };
}

function isIn(note: FakeNote, tag?: string, folder?: string): boolean {
  return (tag === undefined || note.tags.includes(tag)) && (folder === undefined || note.folder === folder);
}
