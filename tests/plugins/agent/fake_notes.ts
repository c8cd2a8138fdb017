/** Tools over notes in memory, as those of a vault are; every call is kept. */
import { type Constructor, type Json, plugin } from "@portico/bot";
import { z } from "zod";
import { tool, type ToolContext, ToolError, ToolResult } from "../../../plugins/agent/mod.ts";
import { MemoryVaults } from "../note/memory_vault.ts";

/** A call as the tool saw it. */
export interface SeenCall {
  readonly tool: string;
  readonly account: string;
  readonly input: Json;
  readonly key: string;
}

const texts = {
  en: `
plugin-title = Notes for tests
tool-read_note = Reading “{ $title }”
tool-search_notes = Searching “{ $query }”
    .about = Looks for notes.
tool-delete_note = Deleting “{ $title }”
    .confirm = Delete “{ $title }”?
`,
  ru: `
plugin-title = Заметки для тестов
tool-read_note = Читаю «{ $title }»
tool-search_notes = Ищу «{ $query }»
    .about = Ищет заметки.
tool-delete_note = Удаляю «{ $title }»
    .confirm = Удалить «{ $title }»?
`,
};

/** See the file's comment. They outlive the plugin, as files do. */
export class FakeNotes {
  readonly vaults = new MemoryVaults();
  readonly calls: SeenCall[] = [];
  /** Called within each call, before it does anything. */
  hook: (call: SeenCall, ctx: ToolContext) => unknown = () => {};
  /** What `open_url` gives back. */
  page = "A page.";

  /** Puts a note there. */
  async put(id: string, title: string, body = "", account = "owner"): Promise<void> {
    await this.vaults.of(account).create({ id, title, body, created: 0 });
  }

  /** Titles of an account's notes, sorted. */
  titles(account = "owner"): string[] {
    return this.vaults.of(account).notes.map(({ title }) => title).sort();
  }

  /** How often a tool was called. */
  count(name: string): number {
    return this.calls.filter(({ tool }) => tool === name).length;
  }

  /** Keeps a call. */
  async see(name: string, input: Json, ctx: ToolContext): Promise<void> {
    const call = { tool: name, account: ctx.account.id, input, key: ctx.key };
    this.calls.push(call);
    await this.hook(call, ctx);
  }
}

const id = z.object({ id: z.string() });

/** A plugin with these tools. */
export function fakeTools(notes: FakeNotes): Constructor {
  const vaultOf = ({ account }: ToolContext) => notes.vaults.of(account.id);

  @plugin({ name: "fake-notes", texts })
  class FakeTools {
    @tool({ description: "Finds notes.", input: z.object({ query: z.string().optional() }), effect: "read" })
    async searchNotes(input: { query?: string }, ctx: ToolContext) {
      await notes.see("search_notes", input, ctx);
      return { notes: vaultOf(ctx).notes.map(({ id, title, body }) => ({ id, title, snippet: body })) };
    }

    @tool({ description: "Reads a note.", input: id, effect: "read" })
    async readNote({ id }: { id: string }, ctx: ToolContext) {
      await notes.see("read_note", { id }, ctx);
      const note = await vaultOf(ctx).read(id);
      if (note === undefined) throw new ToolError(`There is no note ${id}.`);
      return { id, title: note.title, body: note.body };
    }

    @tool({
      description: "Creates a note.",
      input: z.object({ title: z.string(), body: z.string() }),
      effect: "change",
      repeatable: true,
    })
    async createNote({ title, body }: { title: string; body: string }, ctx: ToolContext) {
      await notes.see("create_note", { title, body }, ctx);
      const note = await vaultOf(ctx).create({ id: ctx.key, title, body, created: 0 });
      const change = { kind: "created", note: note.id, title: note.title } as const;
      return new ToolResult({ id: note.id, title }, [change], [{ tool: "trash", input: { id: note.id, body } }]);
    }

    @tool({ description: "Adds to a note.", input: z.object({ id: z.string(), text: z.string() }), effect: "change" })
    async appendToNote({ id, text }: { id: string; text: string }, ctx: ToolContext) {
      await notes.see("append_to_note", { id, text }, ctx);
      const vault = vaultOf(ctx);
      const before = await vault.read(id);
      if (before === undefined) throw new ToolError(`There is no note ${id}.`);
      const { title } = await vault.append(id, text);
      const undo = { tool: "put_back", input: { id, body: before.body } };
      return new ToolResult({ id, title }, [{ kind: "changed", note: id, title }], [undo]);
    }

    /** Its own undo. */
    @tool({
      description: "Renames a note.",
      input: z.object({ id: z.string(), title: z.string() }),
      effect: "change",
      repeatable: true,
    })
    async renameNote({ id, title }: { id: string; title: string }, ctx: ToolContext) {
      await notes.see("rename_note", { id, title }, ctx);
      const before = await vaultOf(ctx).read(id);
      if (before === undefined) throw new ToolError(`There is no note ${id}.`);
      await vaultOf(ctx).rename(id, title);
      const undo = { tool: "rename_note", input: { id, title: before.title } };
      return new ToolResult({ id, title }, [{ kind: "changed", note: id, title }], [undo]);
    }

    @tool({ description: "Deletes a note.", input: id, effect: "destroy", repeatable: true })
    async deleteNote({ id }: { id: string }, ctx: ToolContext) {
      await notes.see("delete_note", { id }, ctx);
      const note = await vaultOf(ctx).read(id);
      await vaultOf(ctx).delete(id);
      const title = note?.title ?? id;
      return new ToolResult({ id, title }, [{ kind: "deleted", note: id, title }], [{
        tool: "restore",
        input: { id },
      }]);
    }

    @tool({
      description: "Opens a web page.",
      input: z.object({ url: z.string() }),
      effect: "send",
      repeatable: true,
      approval: ({ url }) => new URL(url).host,
    })
    async openUrl({ url }: { url: string }, ctx: ToolContext) {
      await notes.see("open_url", { url }, ctx);
      return { url, text: notes.page };
    }

    @tool({
      description: "Undoes a creation.",
      input: z.object({ id: z.string(), body: z.string() }),
      hidden: true,
      repeatable: true,
    })
    async trash({ id, body }: { id: string; body: string }, ctx: ToolContext) {
      await notes.see("trash", { id }, ctx);
      const note = await vaultOf(ctx).read(id);
      if (note !== undefined && note.body !== body) throw new ToolError("It was changed since.");
      await vaultOf(ctx).delete(id);
      return {};
    }

    @tool({ description: "Undoes a deletion.", input: id, hidden: true, repeatable: true })
    async restore({ id }: { id: string }, ctx: ToolContext) {
      await notes.see("restore", { id }, ctx);
      await vaultOf(ctx).restore(id);
      return {};
    }

    @tool({
      description: "Undoes a change.",
      input: z.object({ id: z.string(), body: z.string() }),
      hidden: true,
      repeatable: true,
    })
    async putBack({ id, body }: { id: string; body: string }, ctx: ToolContext) {
      await notes.see("put_back", { id }, ctx);
      await vaultOf(ctx).update(id, { body });
      return {};
    }
  }

  return FakeTools;
}
