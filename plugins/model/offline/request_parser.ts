/** Reads what a person asks for, in English and Russian. */
import { builders, type Reading } from "./language/builders.ts";
import { english } from "./language/english.ts";
import { Pattern } from "./language/forms.ts";
import type { FormKind, Grammar } from "./language/grammar.ts";
import { ReferenceReader } from "./language/references.ts";
import { russian } from "./language/russian.ts";
import { Quotations } from "./quotations.ts";
import type { Clause, Request } from "./request.ts";
import { hasCyrillic, type Language, languageOf } from "./words.ts";

/** Longer ones are read no further than to the colon behind which the text of a note stands. */
const MAX_TEXT = 2_000;
const MAX_HEAD = 300;
const MAX_CLAUSES = 20;
const MAX_POLITE = 6;
/** These have a text at their end which is taken as it is. */
const WRITING: ReadonlySet<FormKind> = new Set(["write", "append"]);
const END_MARKS = /[\s.,;!?…]+$/;

/** What was understood, and in which language. */
type Understood = Pick<Clause, "request" | "language"> & { readonly kind: FormKind };

/** The grammar of one language, ready to be used. */
class RequestParser {
  readonly joiner: RegExp;
  readonly #forms: readonly (readonly [FormKind, readonly Pattern[]])[];
  readonly #before: readonly Pattern[];
  readonly #behind: readonly Pattern[];
  readonly #within: Pattern;
  readonly #reading: Omit<Reading, "quotations">;

  constructor(grammar: Grammar) {
    const classes = { ...grammar.classes, number: [String.raw`\d+`, ...grammar.numbers] };
    this.#forms = grammar.forms.map(([kind, ...forms]) => [kind, forms.map((form) => new Pattern(form, classes))]);
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
  parse(text: string, quotations: Quotations): { readonly kind: FormKind; readonly request: Request } | undefined {
    const begun = this.#withoutPlease(strip(this.#before, text.trim()));
    const whole = strip(this.#behind, begun.replace(END_MARKS, ""));
    if (whole === "") return undefined;
    const reading = { ...this.#reading, quotations };
    const head = begun.search(/[:\n]/);
    for (const [kind, patterns] of this.#forms) {
      const writing = WRITING.has(kind) && head >= 0 && head <= MAX_HEAD;
      if (begun.length > MAX_TEXT && !writing) continue;
      for (const pattern of patterns) {
        const found = pattern.match(writing ? begun : whole);
        const request = found && builders[kind](found.slots, reading);
        if (request !== undefined) return { kind, request };
      }
    }
  }

  #withoutPlease(text: string): string {
    const found = this.#within.match(text);
    return found === undefined ? text : `${found.slots.verb} ${text.slice(found.end).replace(/^[\s,]+/, "")}`;
  }
}

const grammars: Readonly<Record<Language, Grammar>> = { en: english, ru: russian };
/** Made when the first text in their language is read. */
const parsers = new Map<Language, RequestParser>();

function parserOf(language: Language): RequestParser {
  const parser = parsers.get(language) ?? new RequestParser(grammars[language]);
  parsers.set(language, parser);
  return parser;
}

/** The requests of a text, in order. What is not understood is one of kind `unknown`. */
export function parseRequests(text: string): readonly Clause[] {
  const quotations = new Quotations(text.toWellFormed());
  const clauses: Clause[] = [];
  let rest: string | undefined = quotations.text.trim();
  while (rest !== undefined && clauses.length < MAX_CLAUSES) {
    const [first, behind] = splitFirst(rest, quotations);
    const understood = understand(first, quotations);
    const written = quotations.words(first, '"');
    clauses.push({
      request: understood?.request ?? { kind: "unknown" },
      text: written,
      language: understood?.language ?? languageOf(written),
    });
    rest = behind;
  }
  if (rest !== undefined) {
    clauses.push({ request: { kind: "unknown" }, text: quotations.words(rest, '"'), language: languageOf(rest) });
  }
  return clauses;
}

/** The first request of a text, and what stands behind it: a joiner joins requests only where there is one on both its sides. */
function splitFirst(text: string, quotations: Quotations): readonly [first: string, rest?: string] {
  const languages = languagesOf(text);
  const joints = languages.flatMap((language) => [...text.slice(0, MAX_TEXT * 4).matchAll(parserOf(language).joiner)])
    .sort((one, other) => one.index - other.index || other[0].length - one[0].length);
  for (const { index, 0: joiner } of joints) {
    const first = text.slice(0, index);
    const rest = text.slice(index + joiner.length);
    const next = understand(rest.slice(0, MAX_TEXT), quotations);
    if (next === undefined || next.kind === "bare") {
      if (!joiner.includes("\n") || /[:\n]/.test(first)) continue;
    }
    const before = understand(first, quotations);
    if (before === undefined || before.kind === "beyond") continue;
    if (!isText(before, first) || joinsToText(next, joiner)) return [first, rest];
  }
  return [text];
}

/** Whether a request ends with the text of a note. */
function isText({ kind }: Understood, text: string): boolean {
  return (WRITING.has(kind) || kind === "create") && /[:\n]/.test(text);
}

/** The text of a note goes on, unless the next line is a request, or what was written is spoken of. */
function joinsToText(next: Understood | undefined, joiner: string): boolean {
  if (next === undefined || next.kind === "beyond" || next.kind === "bare") return false;
  if (joiner.includes("\n")) return true;
  return "notes" in next.request && "by" in next.request.notes && next.request.notes.by === "same";
}

function understand(text: string, quotations: Quotations): Understood | undefined {
  for (const language of languagesOf(text)) {
    const found = parserOf(language).parse(text, quotations);
    if (found !== undefined) return { ...found, language };
  }
}

/** In which languages a text may be understood: names of the other one may stand in both. */
function languagesOf(text: string): readonly Language[] {
  return hasCyrillic(text) ? ["ru", "en"] : ["en", "ru"];
}

function strip(patterns: readonly Pattern[], text: string): string {
  let rest = text.trim();
  for (let times = 0; times < MAX_POLITE; times++) {
    const pattern = patterns.find((polite) => polite.test(rest));
    if (pattern === undefined) break;
    rest = pattern.strip(rest).replace(/^[\s,!.]+|\s+$/g, "");
  }
  return rest;
}
