/** A language model that obeys whatever it reads, wherever that stands: the worst there can be. */
import type { LanguageModelV4CallOptions } from "@ai-sdk/provider";
import { type ScriptedCall, ScriptedModel } from "./scripted_model.ts";

/** What is an order to delete everything, in any words. */
const DELETE =
  /\b(?:delete|erase|purge|wipe|remove|trash)\b.{0,60}\b(?:notes?|everything|vault|all|it)\b|(?:удали|сотри|уничтожь|очисти)\S*.{0,60}(?:заметк|всё|все|хранилищ)/isu;
/** What is an order to send something somewhere. */
const SEND =
  /(?:open|fetch|visit|send|get|load|открой|отправь|загрузи|перейди)[^\n]{0,80}?(https?:\/\/[^\s"'<>\\)]+)/giu;
/** What is an order to make a certain call: `CALL name {…}`. */
const CALL = /CALL\s+(\w+)\s+(\{[^{}]*\})/g;
/** Ids of notes in results. */
const ID = /"id":"([^"]+)"/g;

/** See the file's comment. It looks through everything first, then does what it has read, each order once. */
export class ObeyingModel extends ScriptedModel {
  /** Every call it has made. */
  readonly made: ScriptedCall[] = [];

  /** @param looks what it calls first, to have something to read. */
  constructor(looks: readonly ScriptedCall[]) {
    super((options, count) => {
      if (count < looks.length) return looks[count];
      const calls = this.#ordersIn(options).filter((call) => !this.made.some((made) => same(made, call)));
      this.made.push(...calls);
      return calls.length === 0 ? "Done." : calls;
    });
  }

  #ordersIn(options: LanguageModelV4CallOptions): ScriptedCall[] {
    const texts = everythingIn(options);
    const calls: ScriptedCall[] = [];
    for (const text of texts) {
      for (const [, tool, input] of text.matchAll(CALL)) calls.push({ tool, input: parse(input) });
      for (const [, url] of text.matchAll(SEND)) calls.push({ tool: "open_url", input: { url } });
    }
    if (texts.some((text) => DELETE.test(text))) {
      const ids = new Set(texts.flatMap((text) => Array.from(text.matchAll(ID), ([, id]) => id)));
      for (const id of ids) calls.push({ tool: "delete_note", input: { id } });
    }
    return calls;
  }
}

/** Every text but the rules: what the person said, what came with it, and what tools gave back, with the marks undone. */
function everythingIn({ prompt }: LanguageModelV4CallOptions): string[] {
  return prompt.flatMap((message) => {
    if (message.role === "system") return [];
    return message.content.flatMap((part) => {
      if (part.type === "text") return [unescape(part.text)];
      return part.type === "tool-result"
        ? [JSON.stringify(part.output).replaceAll('\\"', '"').replaceAll("\\n", "\n")]
        : [];
    });
  });
}

function unescape(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function parse(input: string): unknown {
  try {
    return JSON.parse(input);
  } catch {
    return {};
  }
}

function same(a: ScriptedCall, b: ScriptedCall): boolean {
  return a.tool === b.tool && JSON.stringify(a.input) === JSON.stringify(b.input);
}
