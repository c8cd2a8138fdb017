/** Notes in a real vault: files in a folder. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import type { IncomingMessage } from "@portico/bot";
import { AggregationPlugin } from "../../../plugins/aggregation/mod.ts";
import { ModelPlugin } from "../../../plugins/model/mod.ts";
import { NotePlugin } from "../../../plugins/note/mod.ts";
import { SettingsPlugin } from "../../../plugins/settings/mod.ts";
import { SystemPlugin } from "../../../plugins/system/mod.ts";
import { VaultPlugin } from "../../../plugins/vault/mod.ts";
import type { Script } from "../../support/scripted_adapter.ts";
import { TestBot } from "../../support/test_bot.ts";
import { file } from "./note_bot.ts";

const PLUGINS = [SettingsPlugin, SystemPlugin, AggregationPlugin, VaultPlugin, ModelPlugin, NotePlugin];

/** A bot with a data folder of its own, which a second one may go on with. */
class VaultBot implements AsyncDisposable {
  #stopped = false;

  private constructor(readonly bot: TestBot, readonly data: string) {}

  static async start(data: string, path: string = ":memory:"): Promise<VaultBot> {
    return new VaultBot(await TestBot.start({ plugins: PLUGINS, data, path }), data);
  }

  /** Sends messages and resolves with what the bot says of the note. */
  async note(...messages: [text: string, parts?: Partial<IncomingMessage>][]): Promise<string> {
    const { chat, clock } = this.bot;
    const before = chat.shown.length;
    for (const [text, parts] of messages) await chat.say(text, parts);
    await clock.advance(5_000);
    return (await chat.shows(({ text }) => text !== "Saving …", before)).text;
  }

  /** Changes a message, and resolves with what the note's answer then says. */
  async edit(id: string, text: string): Promise<string> {
    const { chat, clock } = this.bot;
    const before = chat.shown.length;
    await chat.deliver({ ...chat.message(text, { id }), key: `edit of ${id}`, kind: "edit" });
    await clock.advance(5_000);
    return (await chat.shows(() => true, before)).text;
  }

  /** Presses a button and resolves with the next thing the bot sends. */
  async press(text: string): Promise<string> {
    const { chat } = this.bot;
    const before = chat.sends.length;
    await chat.press(text);
    return (await chat.sent(before + 1))[before].text;
  }

  /** Answers and resolves with the next thing the bot sends. */
  async say(text: string): Promise<string> {
    const { chat } = this.bot;
    const before = chat.sends.length;
    await chat.say(text);
    return (await chat.sent(before + 1))[before].text;
  }

  /** Paths within the owner's vault, hidden folders included. */
  files(folder = ""): string[] {
    const root = join(this.data, "vaults", "owner");
    return [...Deno.readDirSync(join(root, folder))].flatMap(({ name, isDirectory }) => {
      const path = folder === "" ? name : `${folder}/${name}`;
      return isDirectory ? this.files(path) : [path];
    }).sort();
  }

  read(path: string): string {
    return Deno.readTextFileSync(join(this.data, "vaults", "owner", path));
  }

  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    await this.bot.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("an album that was forwarded is one file with its attachments beside it", () =>
  inFolder(async (folder) => {
    await using bot = await VaultBot.start(folder);
    const origin = { from: "Anna", link: "https://t.me/anna/1" };
    const part = (name: string) => ({ album: "a", origin, attachments: [file(name, { kind: "photo" })] });
    assertEquals(
      await bot.note(["Our *boat* #sea", part("1.jpg")], ["", part("2.jpg")]),
      [
        "Saved **Our boat** as `Our boat.md`",
        "#sea",
        "With 2 files",
      ].join("\n"),
    );
    const [note, one, two] = ["Our boat.md", ...bot.files().filter((path) => path.startsWith("attachments/"))];
    assertEquals(bot.files(), [note, one, two].sort());
    assertEquals([bot.read(one), bot.read(two)], ["bytes of 1.jpg", "bytes of 2.jpg"]);
    const link = (name: string, path: string) => `![${name}](${path.replaceAll(" ", "%20")})`;
    const [, head, body] = bot.read(note).split(/^---\n/m);
    assertEquals(
      body.trim(),
      `> Forwarded from [Anna](https://t.me/anna/1)\n\nOur *boat* #sea\n\n${link("1.jpg", one)}\n${link("2.jpg", two)}`,
    );
    for (const line of ["source: test", "  - sea", "forwarded_from: Anna", "forwarded_link: https://t.me/anna/1"]) {
      assertStringIncludes(head, line);
    }
  }));

Deno.test("undo, restore, move and tags are seen in the folder", () =>
  inFolder(async (folder) => {
    await using bot = await VaultBot.start(folder);
    await bot.note(["Boat", { attachments: [file("a.txt")] }]);
    await bot.press("Undo");
    assert(bot.files().every((path) => path.startsWith(".trash/")), bot.files().join());
    await bot.press("Restore");
    assert(bot.files().every((path) => !path.startsWith(".trash/")), bot.files().join());
    await bot.press("Move");
    assertStringIncludes(await bot.say("../../etc"), "That leads out of your notes.");
    assertStringIncludes(await bot.say("attachments"), "A folder can't be called that.");
    assertEquals(await bot.say("Work/Ideas"), "**Boat** is now `Work/Ideas/Boat.md`");
    assertStringIncludes(bot.read("Work/Ideas/Boat.md"), "](../../attachments/a%20");
    await bot.press("Edit tags");
    assertEquals(await bot.say("сад, #b"), "**Boat** has its new tags, in `Work/Ideas/Boat.md`\n#сад #b");
    assertStringIncludes(bot.read("Work/Ideas/Boat.md"), "- сад");
  }));

Deno.test("the same content again is found by what stands in the files, and kept when it is wanted", () =>
  inFolder(async (folder) => {
    await using bot = await VaultBot.start(folder);
    await bot.note(["Boat", { attachments: [file("a.txt")] }]);
    assertMatch(
      await bot.note(["Boat ", { attachments: [file("a.txt")] }]),
      /^You have the same in \*\*Boat\*\* \(`Boat.md`\)/,
    );
    assertEquals(bot.files().filter((path) => !path.startsWith(".trash/")).length, 2);
    await bot.press("Save anyway");
    assertEquals(bot.files().filter((path) => path.endsWith(".md")), ["Boat 2.md", "Boat.md"]);
    assertEquals(bot.files().length, 4);
  }));

Deno.test("an edit changes the file where the text still stands, and leaves what was changed by hand", () =>
  inFolder(async (folder) => {
    await using bot = await VaultBot.start(folder);
    await bot.note(["Boat", { id: "a" }], ["Sea", { id: "b" }]);
    const path = join(folder, "vaults", "owner", "Boat.md");
    await Deno.writeTextFile(path, (await Deno.readTextFile(path)).replace("Sea", "Sea, by hand"));
    const edit = async (id: string, text: string) => {
      const { kind: _, ...event } = bot.bot.chat.message(text, { id });
      const edited = bot.bot.chat.operations.length;
      await bot.bot.chat.deliver({ ...event, kind: "edit" });
      while (bot.bot.chat.operations.length === edited) await bot.bot.settle();
    };
    await edit("a", "Ship");
    await edit("b", "Ocean");
    assertMatch(bot.read("Boat.md"), /---\n\nShip\n\nSea, by hand\n\n\*Edited:\*\n\nOcean\n$/);
  }));

/** Whatever is done from the `count`-th download or answer on takes for ever, as if the process had died there. */
function dieAt(count: number): { readonly script: Script; readonly died: Promise<void> } {
  const { promise: died, resolve } = Promise.withResolvers<void>();
  let done = 0;
  const script: Script = ({ kind }) => {
    if (kind !== "download" && kind !== "edit" || ++done < count) return;
    resolve();
    return new Promise<void>(() => {});
  };
  return { script, died };
}

Deno.test("a second process goes on where the first has died: one note, each file once, one answer", () =>
  inFolder(async (folder) => {
    // At the first file, at the second, at the answer.
    for (const count of [1, 2, 3]) {
      const data = join(folder, `${count}`);
      const path = (life: string) => join(data, life, "portico.db");
      const before = await VaultBot.start(data, path("before"));
      const { script, died } = dieAt(count);
      before.bot.chat.script = script;
      await before.bot.chat.say("Boat", { attachments: [file("a.txt"), file("b.txt")] });
      await before.bot.clock.advance(5_000);
      await died;
      await Deno.mkdir(join(data, "after"));
      for (const part of ["", "-wal"]) await Deno.copyFile(path("before") + part, path("after") + part);
      await before.stop();
      await using after = await VaultBot.start(data, path("after"));
      while ((await after.bot.store.journal.stats()).work > 0) await after.bot.settle();
      assertEquals(after.files().filter((path) => path.endsWith(".md")), ["Boat.md"]);
      assertEquals(after.files().length, 3);
      // The answer takes the place of what was going on, which may be done twice.
      assertEquals(after.bot.chat.texts, []);
      const { text } = await after.bot.chat.shows(({ text }) => text !== "Saving …");
      assertMatch(text, /^Saved \*\*Boat\*\*/);
    }
  }));

Deno.test("front matter that is sent is the note's, but for what is ours", () =>
  inFolder(async (folder) => {
    await using bot = await VaultBot.start(folder);
    const head = "title: FM\ntags: [x]\naliases: [one] # mine\nrating: 5\ncreated: 2001-01-01\n";
    assertEquals(await bot.note([`---\n${head}---\n\nbody #y`]), "Saved **FM** as `FM.md`\n#x #y");
    const [, yaml, ...body] = bot.read("FM.md").split(/^---\n/m);
    assertEquals(body, ["\nbody #y\n"]);
    for (
      const line of [
        "title: FM",
        "aliases: [ one ] # mine",
        "rating: 5",
        "original_created: 2001-01-01",
        "source: test",
      ]
    ) {
      assertStringIncludes(yaml, `${line}\n`);
    }
    assertMatch(yaml, /^tags:\n {2}- x\n {2}- y$/m);
    assertEquals([...yaml.matchAll(/^created: (?!2001)/gm)].length, 1);
  }));

Deno.test("front matter that is no YAML of keys stays text, and one that was escaped is read", () =>
  inFolder(async (folder) => {
    await using bot = await VaultBot.start(folder);
    await bot.note(["---\na: [\n---\nbroken"]);
    assertStringIncludes(bot.read(bot.files()[0]), "\n---\na: [\n---\nbroken\n");
    assertEquals(await bot.note(["\\---\ntitle: a\\_b\ntags: \\[x]\n\\---\nsent"]), "Saved **a\\_b** as `a_b.md`\n#x");
    assertMatch(bot.read("a_b.md"), /\n---\n\nsent\n$/);
  }));

Deno.test("an edit finds its text, whose front matter and removed tags are not in the note", () =>
  inFolder(async (folder) => {
    await using bot = await VaultBot.start(folder);
    await bot.note(["---\ntitle: T\n---\nBoat #sea #land", { id: "a" }]);
    await bot.press("Edit tags");
    assertEquals(await bot.say("-sea"), "**T** has its new tags, in `T.md`\n#land");
    assertMatch(bot.read("T.md"), /\n---\n\nBoat #land\n$/);
    await bot.edit("a", "---\ntitle: T\n---\nShip #sea #new");
    assertMatch(bot.read("T.md"), /\n---\n\nShip #new\n$/);
  }));

Deno.test("tags written by hand are tags of the note, in the dialogue, the list and the search", () =>
  inFolder(async (folder) => {
    await using bot = await VaultBot.start(folder);
    await bot.note(["Boat"]);
    const path = join(folder, "vaults", "owner", "Boat.md");
    await Deno.writeTextFile(path, `${bot.read("Boat.md")}by hand #new\n`);
    assertStringIncludes(await bot.press("Edit tags"), "**Boat** has #new.");
    assertEquals(await bot.say("-new"), "**Boat** has its new tags, in `Boat.md`");
    assert(!bot.read("Boat.md").includes("new"), bot.read("Boat.md"));
    assert(!bot.read("Boat.md").includes("tags"), bot.read("Boat.md"));
  }));
