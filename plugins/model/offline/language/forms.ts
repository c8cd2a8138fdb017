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
  url: String.raw`(?:https?://|www\.)[^\s,]+`,
  hashes: String.raw`#[^\s,]+(?:(?:\s*,\s*|\s+(?:(?:and|и)\s+)?)#[^\s,]+)*`,
};
const LETTER_BEFORE = String.raw`(?<![\p{L}\p{N}])`;
const LETTER_BEHIND = String.raw`(?![\p{L}\p{N}])`;

/** Where in a text a form has to stand. */
export type Stance = "whole" | "begins" | "ends" | "within";

/** A form, ready to be looked for. */
export class Pattern {
  /** Classes of which a word stands in every text of the form. */
  readonly needs: readonly string[];
  #compiled: RegExp | undefined;

  constructor(
    private readonly form: Form,
    private readonly classes: Grammar["classes"],
    private readonly stance: Stance = "whole",
  ) {
    this.needs = neededBy(form, classes);
  }

  /** Made when it is first needed: most texts need few of all. */
  get #expression(): RegExp {
    if (this.#compiled !== undefined) return this.#compiled;
    const before = this.stance === "whole" || this.stance === "begins" ? String.raw`^\s*` : LETTER_BEFORE;
    const behind = this.stance === "whole" || this.stance === "ends" ? String.raw`\s*$` : LETTER_BEHIND;
    return this.#compiled = new RegExp(`${before}(?:${compile(this.form, this.classes)})${behind}`, "dsu");
  }

  /** What stands in the slots; `undefined` where the form is not there. */
  match(text: string): { readonly slots: Slots; readonly start: number; readonly end: number } | undefined {
    const found = this.#expression.exec(plain(text));
    if (found === null) return undefined;
    const slots: Record<string, string | undefined> = {};
    for (const [name, place] of Object.entries(found.indices?.groups ?? {})) {
      slots[name] = place === undefined ? undefined : text.slice(...place).trim();
    }
    return { slots, start: found.index, end: found.index + found[0].length };
  }

  /** Whether the form is there. */
  test(text: string): boolean {
    return this.#expression.test(plain(text));
  }

  /** A text without the form, which is replaced by a blank. */
  strip(text: string): string {
    const found = this.match(text);
    return found === undefined ? text : `${text.slice(0, found.start)} ${text.slice(found.end)}`.trim();
  }
}

/** Which word classes a text has words of: far fewer patterns to run than there are forms. */
export class ClassesInText {
  readonly #text: string;
  readonly #found = new Map<string, boolean>();

  constructor(text: string, private readonly patterns: ReadonlyMap<string, Pattern>) {
    this.#text = text;
  }

  /** Whether the text may be of a form. */
  mayBe({ needs }: Pattern): boolean {
    return needs.every((name) => this.#has(name));
  }

  #has(name: string): boolean {
    const known = this.#found.get(name);
    if (known !== undefined) return known;
    const found = this.patterns.get(name)?.test(this.#text) ?? true;
    this.#found.set(name, found);
    return found;
  }
}

/** The classes that stand in a form outside of what may be missing. */
function neededBy(form: Form, classes: Grammar["classes"]): readonly string[] {
  let outside = form;
  let inner = "";
  while (inner !== outside) {
    inner = outside;
    outside = inner.replace(/[[(][^[\]()]*[\])]/g, " ");
  }
  const named = [...outside.matchAll(/\{(\w+)\}|<\w+:(\w+)>/g)].map(([, name, type]) => name ?? type);
  return [...new Set(named)].filter((name) => name in classes);
}

/** In lower case and without ё, and as long as before: what is found in it stands at the same place in the text. */
function plain(text: string): string {
  const lower = text.toLowerCase();
  const even = lower.length === text.length ? lower : text.replace(/\p{Lu}/gu, lowerEven);
  return even.replaceAll("ё", "е");
}

/** A few capitals are longer in lower case. */
function lowerEven(letter: string): string {
  const lower = letter.toLowerCase();
  return lower.length === letter.length ? lower : letter;
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
