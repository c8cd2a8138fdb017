import { assert, assertEquals } from "@std/assert";
import * as fc from "fast-check";
import { action, command, Contributions, on } from "../../../core/mod.ts";
import { parseCommand, Routes } from "../../../core/handling/routes.ts";
import { ScriptedAdapter } from "../../support/scripted_adapter.ts";

const chat = new ScriptedAdapter();

Deno.test("a command has a name and what is behind it", () => {
  assertEquals(parseCommand("/find  red  shoes "), { name: "find", rest: "red  shoes" });
  assertEquals(parseCommand("/find"), { name: "find", rest: "" });
  assertEquals(parseCommand("/find\nred\nshoes"), { name: "find", rest: "red\nshoes" });
});

Deno.test("a command's name is read without the bot's name, in any case", () => {
  assertEquals(parseCommand("/Find@PorticoBot shoes"), { name: "find", rest: "shoes" });
  assertEquals(parseCommand("/find@PorticoBot"), { name: "find", rest: "" });
});

Deno.test("a path, a lone slash and a slash further on are no commands", () => {
  for (const text of ["/home/anna", "/", "/ find", "/@bot", " /find", "find", "", "//find"]) {
    assertEquals(parseCommand(text), undefined, JSON.stringify(text));
  }
});

Deno.test("property: any text is read without an error, and only one that begins with a slash is a command", () => {
  const unit = fc.constantFrom("/", "@", " ", "\n", "\u00a0", "\u0000", "a", "B", "_", "é", "🙂", "\ud800");
  const text = fc.oneof(fc.string({ unit }), fc.string({ unit }).map((rest) => `/${rest}`));
  fc.assert(fc.property(text, (text) => {
    const call = parseCommand(text);
    if (call === undefined) return;
    assert(text.startsWith("/"));
    assert(call.name !== "" && !/[\s@/]/.test(call.name));
    assertEquals(call.rest, call.rest.trimEnd());
    assert(text.trimEnd().endsWith(call.rest));
  }));
});

Deno.test("property: a command that was put together is taken apart again", () => {
  const name = fc.stringMatching(/^[a-z0-9_]{1,32}$/);
  const bot = fc.option(fc.stringMatching(/^[A-Za-z_]{3,20}$/), { nil: undefined });
  const rest = fc.string({ unit: "grapheme" }).map((rest) => rest.trim());
  fc.assert(fc.property(name, bot, rest, fc.constantFrom(" ", "\n", "  \t"), (name, bot, rest, gap) => {
    const text = `/${name}${bot === undefined ? "" : `@${bot}`}${gap}${rest}`;
    assertEquals(parseCommand(text), { name, rest });
  }));
});

Deno.test("routes follow the contributions as they come and go", () => {
  const contributions = new Contributions();
  const routes = new Routes(contributions);
  const handler = () => {};
  const remove = contributions.add(command, {
    plugin: "dice",
    name: "dice.roll",
    options: { name: "roll", urgent: true, timeout: 5 },
    handler,
    key: "roll",
  });
  const found = routes.command("roll");
  assertEquals(found?.name, "dice.roll");
  assertEquals(found?.urgent, true);
  assertEquals(found?.timeout, 5);
  assertEquals([...routes.commandNames], ["roll"]);
  remove();
  assertEquals(routes.command("roll"), undefined);
});

Deno.test("an action is found by its full name", () => {
  const contributions = new Contributions();
  const routes = new Routes(contributions);
  const options = { name: "undo" };
  contributions.add(action, { plugin: "note", name: "note.undo", options, handler: () => {}, key: "note.undo" });
  assertEquals(routes.action("note.undo")?.plugin, "note");
  assertEquals(routes.action("undo"), undefined);
});

Deno.test("a message goes to the first handler by priority, then by loading, that takes it", () => {
  const contributions = new Contributions();
  const routes = new Routes(contributions);
  const add = (name: string, options: Parameters<typeof on>[1]) =>
    contributions.add(on, { plugin: "p", name, options: { ...options, kind: "message" } as const, handler: () => {} });
  add("last", { priority: -1 });
  add("second", {});
  add("third", {});
  const removeFirst = add("first", { priority: 1, when: () => true });
  add("never", { priority: 2, when: () => false });
  const message = chat.message("hello");
  assertEquals(routes.on(message)?.name, "first");
  removeFirst();
  assertEquals(routes.on(message)?.name, "second");
  assertEquals(routes.on({ ...message, kind: "edit" }), undefined);
});
