import { FluentBundle, FluentResource } from "@fluent/bundle";
import type { Texts } from "./i18n.ts";

/** A bundle with the pattern found in it. */
export interface FoundPattern {
  readonly bundle: FluentBundle;
  readonly pattern: Parameters<FluentBundle["formatPattern"]>[0];
}

/** One owner's texts, each language parsed when it is first asked for. */
export class FluentTexts {
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
