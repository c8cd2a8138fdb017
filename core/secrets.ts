/** Values that no log, error text or chat may show. */

/** What stands where a secret stood. */
const mask = "***";

/**
 * Secrets are known by their value, not by the name of the field they came in, so that one inside an error text, an address or
 * somebody else's object is found too, also when it was escaped for an address or for JSON.
 *
 * @example
 * ```ts
 * import { secrets } from "@portico/bot";
 *
 * secrets.add("12345:a-token");
 * secrets.redact("POST /bot12345:a-token/getMe"); // "POST /bot***\/getMe"
 * ```
 */
export class Secrets {
  /** Shorter values are not masked: they would hit ordinary words, and the gaps would tell them. */
  static readonly shortest = 4;
  readonly #forms = new Set<string>();
  #pattern: RegExp | undefined;

  /** Masks `value` from now on. White space around it is no part of it; one shorter than {@link Secrets.shortest} is ignored. */
  add(value: string): void {
    const secret = value.trim();
    if (secret.length < Secrets.shortest) return;
    this.#forms.add(secret);
    this.#forms.add(encodeURIComponent(secret.toWellFormed()));
    this.#forms.add(JSON.stringify(secret).slice(1, -1));
    // The longest first, so that a secret that begins with another one is masked whole.
    const alternatives = [...this.#forms].sort((a, b) => b.length - a.length).map((form) => RegExp.escape(form));
    this.#pattern = new RegExp(alternatives.join("|"), "g");
  }

  /** The text with every secret masked. */
  redact(text: string): string {
    return this.#pattern === undefined ? text : text.replace(this.#pattern, mask);
  }
}

/** The secrets of this process: configuration adds them, logs mask them. */
export const secrets: Secrets = new Secrets();
