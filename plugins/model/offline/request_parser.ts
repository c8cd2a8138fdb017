/** Reads what a person asks for, in English and Russian. */
import { english } from "./language/english.ts";
import type { FormKind, Grammar } from "./language/grammar.ts";
import { GrammarParser, MAX_REQUEST } from "./language/grammar_parser.ts";
import { russian } from "./language/russian.ts";
import { Quotations } from "./quotations.ts";
import type { Clause } from "./request.ts";
import { hasCyrillic, type Language, languageOf } from "./words.ts";

const MAX_CLAUSES = 20;
const MAX_JOINTS = 40;
/** So many joints behind one are looked at for the end of a request. */
const MAX_AHEAD = 4;
/** Requests that write a text, which may stand behind a colon or on the next lines. */
const WRITING: ReadonlySet<FormKind> = new Set(["write", "create", "append"]);

/** Found by itself each is a request; behind another one it is a part of that. */
const UNSAID: ReadonlySet<FormKind> = new Set(["bare", "incomplete", "greet", "thank"]);

const grammars: Readonly<Record<Language, Grammar>> = { en: english, ru: russian };
/** Made when the first text in their language is read. */
const parsers = new Map<Language, GrammarParser>();

/** What was understood, and in which language. */
type Understood = Pick<Clause, "request" | "language"> & { readonly kind: FormKind };

/** A place where two requests may be joined. */
interface Joint {
  readonly start: number;
  readonly end: number;
  readonly joiner: string;
}

/** The requests of a text, in order. What is not understood is one of kind `unknown`. */
export function parseRequests(text: string): readonly Clause[] {
  const quotations = new Quotations(text.toWellFormed());
  const splitter = new Splitter(quotations);
  const clauses: Clause[] = [];
  let rest: string | undefined = quotations.text.trim();
  while (rest !== undefined) {
    const full: boolean = clauses.length === MAX_CLAUSES;
    const [first, behind]: readonly [string, string?] = full ? [rest] : splitter.split(rest);
    const understood = full ? undefined : splitter.understand(first);
    const written = quotations.words(first, '"');
    clauses.push({
      request: understood?.request ?? { kind: "unknown" },
      text: written,
      language: understood?.language ?? languageOf(written),
    });
    rest = behind;
  }
  return clauses;
}

/** Takes a text apart. */
class Splitter {
  /** The same parts are looked at for several joints. */
  readonly #understood = new Map<string, Understood | undefined>();

  constructor(private readonly quotations: Quotations) {}

  /** The first request, and what stands behind it: a joiner joins requests only where there is one on both its sides. */
  split(text: string): readonly [first: string, rest?: string] {
    const joints = jointsOf(text);
    for (const [at, joint] of joints.entries()) {
      const first = text.slice(0, joint.start);
      const next = this.#next(text, joint, joints.slice(at + 1, at + 1 + MAX_AHEAD));
      const endsLine = joint.joiner.includes("\n");
      if (next === undefined && (!endsLine || /[:\n]/.test(first))) continue;
      const before = this.understand(first);
      if (before === undefined || before.kind === "incomplete" || before.request.kind === "beyond") continue;
      const isText = WRITING.has(before.kind) && /[:\n]/.test(first);
      if (!isText || joinsToText(next, endsLine)) return [first, text.slice(joint.end)];
    }
    return [text];
  }

  /** The request that a text is as a whole, in whichever language. */
  understand(text: string): Understood | undefined {
    if (this.#understood.has(text)) return this.#understood.get(text);
    let understood: Understood | undefined;
    for (const language of languagesOf(text)) {
      const found = parserOf(language).parse(text, this.quotations);
      if (found === undefined) continue;
      understood = { ...found, language };
      break;
    }
    this.#understood.set(text, understood);
    return understood;
  }

  /** The request that begins behind a joint, and goes to the end or to one of the next joints. */
  #next(text: string, joint: Joint, ahead: readonly Joint[]): Understood | undefined {
    for (const end of [joint.end + MAX_REQUEST, ...ahead.map(({ start }) => start)]) {
      const next = this.understand(text.slice(joint.end, end));
      if (next === undefined || UNSAID.has(next.kind)) continue;
      // "Where", "how" and the like also begin a part of a sentence.
      if (next.kind !== "question" || /[.!?\n]/.test(joint.joiner)) return next;
    }
  }
}

/** The text of a note goes on, unless the next line is a request, or what was written is spoken of. */
function joinsToText(next: Understood | undefined, endsLine: boolean): boolean {
  if (next === undefined || next.request.kind === "beyond" || next.request.kind === "remind") return false;
  if (endsLine) return true;
  return "notes" in next.request && "by" in next.request.notes && next.request.notes.by === "same";
}

function jointsOf(text: string): readonly Joint[] {
  const beginning = text.slice(0, MAX_REQUEST);
  return languagesOf(text).flatMap((language) => [...beginning.matchAll(parserOf(language).joiner)])
    .map(({ index, 0: joiner }) => ({ start: index, joiner, end: index + joiner.length }))
    .sort((one, other) => one.start - other.start || other.end - one.end)
    .slice(0, MAX_JOINTS);
}

function parserOf(language: Language): GrammarParser {
  const parser = parsers.get(language) ?? new GrammarParser(grammars[language]);
  parsers.set(language, parser);
  return parser;
}

/** In which languages a text may be understood: names of the other one may stand in both. */
function languagesOf(text: string): readonly Language[] {
  return hasCyrillic(text) ? ["ru", "en"] : ["en"];
}
