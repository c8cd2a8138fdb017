/** Makes patterns of forms, and finds what stands in their slots. */
import type { Form, Grammar } from "./grammar.ts";

/** What stands in the slots of a form, as it was written. */
export type Slots = Readonly<Record<string, string | undefined>>;

/** Quotations are one character each while a text is read, so that nothing looks into them. These are the characters. */
export const FIRST_QUOTATION = 0xE000;
/** More are left as they are. */
export const MAX_QUOTATIONS = 1_000;
const QUOTATION = String.raw`[\uE000-\uE3E7]`;

const TYPES: Readonly<Record<string, string>> = {
  most: ".+",
  word: String.raw`[^\s,]+`,
  quoted: QUOTATION,
  hashes: String.raw`#[^\s,]+(?:(?:\s*,\s*|\s+(?:(?:and|и)\s+)?)#[^\s,]+)*`,
};
const LETTER_BEFORE = String.raw`(?<![\p{L}\p{N}])`;
const LETTER_BEHIND = String.raw`(?![\p{L}\p{N}])`;

/** Where in a text a form has to stand. */
export type Stance = "whole" | "begins" | "ends" | "within";

/** A form, ready to be looked for. */
export class Pattern {
  readonly #expression: RegExp;

  constructor(form: Form, classes: Grammar["classes"], stance: Stance = "whole") {
    const source = compile(form, classes);
    const before = stance === "whole" || stance === "begins" ? String.raw`^\s*` : LETTER_BEFORE;
    const behind = stance === "whole" || stance === "ends" ? String.raw`\s*$` : LETTER_BEHIND;
    this.#expression = new RegExp(`${before}(?:${source})${behind}`, "dius");
  }

  /** What stands in the slots; `undefined` where the form is not there. */
  match(text: string): { readonly slots: Slots; readonly start: number; readonly end: number } | undefined {
    const found = this.#expression.exec(plainYo(text));
    if (found === null) return undefined;
    const slots: Record<string, string | undefined> = {};
    for (const [name, place] of Object.entries(found.indices?.groups ?? {})) {
      slots[name] = place === undefined ? undefined : text.slice(...place).trim();
    }
    return { slots, start: found.index, end: found.index + found[0].length };
  }

  /** Whether the form is there. */
  test(text: string): boolean {
    return this.#expression.test(plainYo(text));
  }

  /** A text without the form, which is replaced by a blank. */
  strip(text: string): string {
    const found = this.match(text);
    return found === undefined ? text : `${text.slice(0, found.start)} ${text.slice(found.end)}`.trim();
  }
}

/** As long as before: what is found in it stands at the same place in the text. */
function plainYo(text: string): string {
  return text.replaceAll("ё", "е").replaceAll("Ё", "Е");
}

function compile(form: Form, classes: Grammar["classes"]): string {
  return form.replace(
    /\{(\w+)\}|<(\w+)(?::(\w+))?>|\[|\]|\(|\s+/g,
    (token, name?: string, slot?: string, type?: string) => {
      if (name !== undefined) return oneOf(classes, name);
      if (slot !== undefined) return `(?<${slot}>${type === undefined ? ".+?" : TYPES[type] ?? oneOf(classes, type)})`;
      if (token === "[" || token === "(") return "(?:";
      return token === "]" ? ")?" : String.raw`\s+`;
    },
  );
}

function oneOf(classes: Grammar["classes"], name: string): string {
  const words = classes[name];
  if (words === undefined) throw new TypeError(`A form names the word class "${name}", which there is not.`);
  // The longest first: "search for" is more than "search".
  const longestFirst = words.toSorted((one, other) => other.length - one.length);
  return `(?:${longestFirst.join("|").replaceAll(" ", String.raw`\s+`)})`;
}
