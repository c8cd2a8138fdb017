/** Reads one request in one language. */
import type { Quotations } from "../quotations.ts";
import type { Request } from "../request.ts";
import { BODY, builders, type Reading } from "./builders.ts";
import { ClassesInText, Pattern } from "./forms.ts";
import type { FormKind, Grammar } from "./grammar.ts";
import { ReferenceReader } from "./references.ts";

/** Longer ones are no plain requests, but for the text of a note behind a colon. */
export const MAX_REQUEST = 2_000;
/** The colon, or the end of the line, stands within so many characters. */
const MAX_HEAD = 300;
const MAX_POLITE = 6;
/** May end with the text of a note. */
const WRITING: ReadonlySet<FormKind> = new Set(["write", "append"]);
const HEAD_END = /[:\n]/;
const END_MARKS = /[\s.,;!?…]+$/;

/** A request, and the form it was made in. */
export interface ParsedRequest {
  readonly kind: FormKind;
  readonly request: Request;
}

/** The grammar of one language, ready to be used. */
export class GrammarParser {
  /** What joins requests; global. */
  readonly joiner: RegExp;
  readonly #forms: readonly (readonly [FormKind, readonly Pattern[]])[];
  readonly #classes: ReadonlyMap<string, Pattern>;
  readonly #before: readonly Pattern[];
  readonly #behind: readonly Pattern[];
  readonly #within: Pattern;
  readonly #reading: Omit<Reading, "quotations" | "body">;

  constructor(grammar: Grammar) {
    const classes = { ...grammar.classes, number: [String.raw`\d+`, ...grammar.numbers] };
    this.#forms = grammar.forms.map(([kind, ...forms]) => [kind, forms.map((form) => new Pattern(form, classes))]);
    this.#classes = new Map(Object.keys(classes).map((name) => [name, new Pattern(`{${name}}`, classes, "within")]));
    this.#before = grammar.politeBefore.map((form) => new Pattern(form, classes, "begins"));
    this.#behind = grammar.politeBehind.map((form) => new Pattern(form, classes, "ends"));
    this.#within = new Pattern(`<verb:word>[,] ${grammar.politeWithin}[,]`, classes, "begins");
    this.#reading = {
      grammar,
      references: new ReferenceReader(grammar, classes),
      attached: new Pattern("{attached}", classes),
      wrote: new Pattern("{wrote}", classes),
      folderNoun: new Pattern(grammar.notes.folderNoun, classes, "begins"),
    };
    const words = grammar.joiners.map((joiner) => joiner.replaceAll(" ", String.raw`\s+`)).join("|");
    this.joiner = new RegExp(
      String.raw`\s*\n\s*|\s*[,;.!?]+\s+(?:(?:${words}),?\s+)?|\s+(?:${words}),?\s+`,
      "giu",
    );
  }

  /** The request that a text is as a whole. */
  parse(text: string, quotations: Quotations): ParsedRequest | undefined {
    const trimmed = text.trim();
    const head = trimmed.slice(0, MAX_HEAD).search(HEAD_END);
    const body = head < 0 ? "" : trimmed.slice(head + 1).trim();
    if (body !== "") {
      const written = this.#match(`${this.#begin(trimmed.slice(0, head))}: ${BODY}`, { quotations, body }, WRITING);
      if (written !== undefined) return written;
    }
    if (trimmed.length > MAX_REQUEST) return undefined;
    const request = strip(this.#behind, this.#begin(trimmed).replace(END_MARKS, ""));
    // Politeness alone is said for its own sake.
    return this.#match(request === "" ? trimmed.replace(END_MARKS, "") : request, { quotations });
  }

  #match(
    text: string,
    given: Pick<Reading, "quotations" | "body">,
    kinds?: ReadonlySet<FormKind>,
  ): ParsedRequest | undefined {
    if (text === "") return undefined;
    const reading = { ...this.#reading, ...given };
    const present = new ClassesInText(text, this.#classes);
    for (const [kind, patterns] of this.#forms) {
      if (kinds !== undefined && !kinds.has(kind)) continue;
      for (const pattern of patterns) {
        const found = present.mayBe(pattern) ? pattern.match(text) : undefined;
        const request = found && builders[kind](found.slots, reading);
        if (request !== undefined) return { kind, request };
      }
    }
  }

  /** Without what is said out of politeness. */
  #begin(text: string): string {
    const begun = strip(this.#before, text);
    const please = this.#within.match(begun);
    return please === undefined ? begun : `${please.slots.verb} ${begun.slice(please.end).replace(/^[\s,]+/, "")}`;
  }
}

function strip(patterns: readonly Pattern[], text: string): string {
  let rest = text.trim();
  for (let times = 0; times < MAX_POLITE; times++) {
    const pattern = patterns.find((polite) => polite.test(rest));
    if (pattern === undefined) break;
    rest = pattern.strip(rest).replace(/^[\s,!.]+/, "").trim();
  }
  return rest;
}
