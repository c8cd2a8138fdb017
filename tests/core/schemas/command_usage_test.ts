import { assertEquals } from "@std/assert";
import { z } from "zod";
import { commandUsage, type Schema, Translations } from "../../../core/mod.ts";

function usageOf(args?: Schema<unknown>, texts?: string, language = "en"): string {
  const translations = new Translations();
  if (texts !== undefined) translations.add("dice", { en: texts });
  return commandUsage(translations, language, "dice", { name: "roll", ...(args && { args }) });
}

Deno.test("a plugin's own words on how a command is written go before those of its schema", () => {
  assertEquals(usageOf(z.tuple([z.string()]), "command-roll = Rolls\n    .usage = dice"), "/roll dice");
  assertEquals(usageOf(z.tuple([z.string()]), "command-roll = Rolls\n    .usage = /roll it"), "/roll it");
});

Deno.test("a schema of a tuple names each argument by its title, its choices or its kind", () => {
  const args = z.tuple([z.string().meta({ title: "name" }), z.enum(["C", "F"]), z.coerce.number(), z.string()]);
  assertEquals(usageOf(args), "/roll name C|F number text");
  assertEquals(usageOf(args, undefined, "ru"), "/roll name C|F число текст");
});

Deno.test("a short description serves as a name, and a long one does not", () => {
  assertEquals(usageOf(z.tuple([z.string().describe("city")])), "/roll city");
  assertEquals(usageOf(z.tuple([z.string().describe("city").meta({ title: "place" })])), "/roll place");
  assertEquals(usageOf(z.tuple([z.string().describe("The city whose weather is wanted")])), "/roll text");
});

Deno.test("what may be left out stands in brackets, and what may be repeated has dots", () => {
  assertEquals(usageOf(z.tuple([z.string(), z.string().optional()])), "/roll text [text]");
  assertEquals(usageOf(z.tuple([z.string().optional()])), "/roll [text]");
  assertEquals(usageOf(z.tuple([])), "/roll");
  assertEquals(usageOf(z.array(z.coerce.number()).max(1)), "/roll [number]");
  assertEquals(usageOf(z.array(z.coerce.number()).length(1)), "/roll number");
  assertEquals(usageOf(z.tuple([z.coerce.number()]).rest(z.string())), "/roll number [text …]");
  assertEquals(usageOf(z.array(z.string())), "/roll [text …]");
  assertEquals(usageOf(z.array(z.string()).min(1)), "/roll text …");
});

Deno.test("a schema that says nothing of its arguments shows the command alone", () => {
  const silent: Schema<unknown> = { "~standard": { version: 1, vendor: "test", validate: (value) => ({ value }) } };
  assertEquals(usageOf(silent), "/roll");
  assertEquals(usageOf(z.array(z.string()).transform((words) => words.length)), "/roll [text …]");
  assertEquals(usageOf(), "/roll");
});
