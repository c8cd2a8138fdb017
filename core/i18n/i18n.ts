/** The words the bot says: Fluent texts of the kernel and of every plugin, by language. */

import { logger } from "../logs/log.ts";
import en from "../texts/en.ftl" with { type: "text" };
import ru from "../texts/ru.ftl" with { type: "text" };
import { FluentBundle, FluentResource } from "@fluent/bundle";

/** What a text may be given: numbers and dates are formatted in the language. */
export type TextArguments = Readonly<Record<string, string | number | Date>>;

/** The texts of one plugin: Fluent source by language tag. `en` is the language everything falls back to. */
export type Texts = { readonly en: string } & { readonly [language: string]: string };

/** Knows the language that an account has chosen; `undefined` where it has not. */
export type ChosenLanguage = (account: string) => Promise<string | undefined>;

/** The owner under which the kernel's own texts are found; they are there from the start. */
export const CORE_TEXTS = "core";

/** The language everything falls back to. */
const FALLBACK = "en";
/** Beyond this many different complaints something asks for made-up ids; then the set of those already told begins anew. */
const MAX_TOLD = 1_000;

/**
 * All texts, live: a plugin's come and go with it. Nothing is parsed before it is asked for, and then only that plugin's texts in that
 * language. A DI token: `@inject(Translations)`.
 *
 * ```ts
 * translations.t("note", "ru", "note-saved", { name: "Покупки" });
 * ```
 */
export class Translations {
  readonly #texts = new Map<string, FluentTexts>();
  readonly #told = new Set<string>();
  readonly #core: FluentTexts;
  #chosen: ChosenLanguage | undefined;

  /**
   * Makes translations with the kernel's own texts.
   *
   * @param warn is told once of each text that is missing or has no value for one of its variables; logs by default.
   */
  constructor(private readonly warn: (message: string) => void = logWarning) {
    this.#core = new FluentTexts({ en, ru });
    this.#texts.set(CORE_TEXTS, this.#core);
  }

  /** The languages there are: those the kernel speaks. */
  get languages(): readonly string[] {
    return this.#core.languages;
  }

  /**
   * Adds the texts of a plugin and returns what takes them away again.
   *
   * @throws {TypeError} the owner has texts already.
   */
  add(owner: string, texts: Texts): () => void {
    if (this.#texts.has(owner)) throw new TypeError(`"${owner}" has texts already. Remove the old ones first.`);
    const added = new FluentTexts(texts);
    this.#texts.set(owner, added);
    return () => {
      if (this.#texts.get(owner) === added) this.#texts.delete(owner);
    };
  }

  /**
   * A text in a language: the owner's, else the owner's in English, else the kernel's, else the id itself, of which a warning is logged once.
   * An attribute is asked for as `id.attribute`. Never throws.
   */
  t(owner: string, language: string, id: string, args?: TextArguments): string {
    const own = this.#texts.get(owner);
    return (own && this.#find(own, language, id, owner, args)) ?? this.#find(this.#core, language, id, owner, args) ??
      this.#missing(owner, id);
  }

  /** Whether the owner itself has this text in English; `id.attribute` asks for an attribute. */
  has(owner: string, id: string): boolean {
    return this.#texts.get(owner)?.pattern(FALLBACK, id) !== undefined;
  }

  /** The language to speak with somebody whose platform says `tag`: `ru` for `ru-RU`, `en` for what there are no texts for. */
  pick(tag?: string): string {
    // A locale of the environment looks like `ru_RU.UTF-8`.
    const parts = tag?.toLowerCase().split(/[.@]/)[0].split(/[-_]/) ?? [];
    for (let length = parts.length; length > 0; length--) {
      const wanted = parts.slice(0, length).join("-");
      const found = this.languages.find((language) => language.toLowerCase() === wanted);
      if (found !== undefined) return found;
    }
    return FALLBACK;
  }

  /** Says who knows what people have chosen; returns what takes that back. */
  follow(chosen: ChosenLanguage): () => void {
    this.#chosen = chosen;
    return () => {
      if (this.#chosen === chosen) this.#chosen = undefined;
    };
  }

  /** The language to speak with an account where no handler does: the one it has chosen, else that of its platform's `tag`. Never rejects. */
  async languageOf(account: string, tag?: string): Promise<string> {
    // Rather in another language than nothing, as when the store is closed already.
    return this.pick(await this.#chosen?.(account).catch(() => undefined) ?? tag);
  }

  #find(texts: FluentTexts, language: string, id: string, owner: string, args?: TextArguments): string | undefined {
    for (const spoken of language === FALLBACK ? [FALLBACK] : [language, FALLBACK]) {
      const found = texts.pattern(spoken, id);
      if (found === undefined) continue;
      const errors: Error[] = [];
      const text = found.bundle.formatPattern(found.pattern, args, errors);
      if (errors.length > 0) this.#tell(`Text "${id}" of ${owner} in ${spoken}: ${errors[0].message}`);
      return text;
    }
  }

  #missing(owner: string, id: string): string {
    this.#tell(`There is no text "${id}" of ${owner}.`);
    return id;
  }

  #tell(complaint: string): void {
    if (this.#told.has(complaint)) return;
    if (this.#told.size >= MAX_TOLD) this.#told.clear();
    this.#told.add(complaint);
    this.warn(complaint);
  }
}

function logWarning(message: string): void {
  logger("texts").warn("{message}", { message });
}

/** A bundle with the pattern found in it. */
interface FoundPattern {
  readonly bundle: FluentBundle;
  readonly pattern: Parameters<FluentBundle["formatPattern"]>[0];
}

/** One owner's texts, each language parsed when it is first asked for. */
class FluentTexts {
  readonly languages: readonly string[];
  readonly #bundles = new Map<string, FluentBundle>();

  constructor(private readonly texts: Texts) {
    this.languages = Object.keys(texts);
  }

  /** The pattern of a text or of an attribute (`id.attribute`) in exactly this language. */
  pattern(language: string, id: string): FoundPattern | undefined {
    const bundle = this.#bundle(language);
    if (bundle === undefined) return undefined;
    const dot = id.indexOf(".");
    const message = bundle.getMessage(dot < 0 ? id : id.slice(0, dot));
    const pattern = dot < 0 ? message?.value : message?.attributes[id.slice(dot + 1)];
    return pattern === null || pattern === undefined ? undefined : { bundle, pattern };
  }

  #bundle(language: string): FluentBundle | undefined {
    const parsed = this.#bundles.get(language);
    if (parsed !== undefined || !Object.hasOwn(this.texts, language)) return parsed;
    // No isolation marks: texts are Markdown for chats, where the marks show up in copied text and file names.
    const bundle = new FluentBundle(language, { useIsolating: false });
    bundle.addResource(new FluentResource(this.texts[language]));
    this.#bundles.set(language, bundle);
    return bundle;
  }
}
