/** Values that no log, error text or chat may show. */
import { escapeMarkdown } from "../markdown.ts";

/** What stands where a secret stood. */
const mask = "***";

/**
 * Where a secret is masked: `everywhere`, which is in what is said to people and to models too, or in `logs` alone, error texts and traces
 * included. What one account has brought along must change nothing that is said to another.
 */
export type SecretReach = "everywhere" | "logs";

/**
 * Secrets are known by their value, not by the name of the field they came in, so that one inside an error text, an address or
 * somebody else's object is found too, also when it was escaped for an address, JSON or Markdown, or stands in base64.
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
  /** Shorter values are not masked in what is said to people, for the same reason, nor looked for in base64. */
  static readonly shortestSaid = 8;
  readonly #forms: Record<SecretReach, Set<string>> = { everywhere: new Set(), logs: new Set() };
  /** Made when somebody asks: several secrets come at once. */
  #patterns: { readonly said: RegExp | undefined; readonly logged: RegExp | undefined } | undefined;

  /** Masks `value` from now on. White space around it is no part of it; one shorter than {@link Secrets.shortest} is ignored. */
  add(value: string, reach: SecretReach = "everywhere"): void {
    const secret = value.trim();
    if (secret.length < Secrets.shortest) return;
    const forms = this.#forms[secret.length < Secrets.shortestSaid ? "logs" : reach];
    for (const part of [secret, ownPartOf(secret) ?? secret]) {
      // Of one with signs that are no text, less may be left than what ordinary words have.
      for (const form of formsOf(part)) if (form.trim().length >= Secrets.shortest) forms.add(form);
    }
    this.#patterns = undefined;
  }

  /**
   * The text with every secret masked: for logs, errors and whatever is kept of them. What stands before the `@` of an address is masked there too,
   * since another program may know passwords of its own and tell them.
   */
  redact(text: string): string {
    return maskIn(text, this.#read().logged).replace(CREDENTIALS, `$1${mask}@`);
  }

  /** The text with those masked that reach everywhere: for what is said to people and to models. */
  redactSaid(text: string): string {
    return maskIn(text, this.#read().said);
  }

  #read(): { readonly said: RegExp | undefined; readonly logged: RegExp | undefined } {
    const { everywhere, logs } = this.#forms;
    return this.#patterns ??= { said: patternOf(everywhere), logged: patternOf(everywhere.union(logs)) };
  }
}

/** The secrets of this process: configuration adds them, logs mask them. */
export const secrets: Secrets = new Secrets();

function maskIn(text: string, pattern: RegExp | undefined): string {
  return pattern === undefined ? text : text.replace(pattern, mask);
}

/** The longest first, so that a secret that begins with another one is masked whole. */
function patternOf(forms: ReadonlySet<string>): RegExp | undefined {
  if (forms.size === 0) return undefined;
  const alternatives = [...forms].sort((a, b) => b.length - a.length).map((form) => RegExp.escape(form));
  return new RegExp(alternatives.join("|"), "g");
}

/** The scheme of an address with a name and a password behind it. */
const CREDENTIALS = /\b([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s\/?#@:]{1,1000}:[^\s\/?#@]{0,1000}@/gi;

/** What is behind the name in `name:password`, and in Telegram's tokens, which is secret without that name too. */
function ownPartOf(secret: string): string | undefined {
  const own = secret.slice(secret.indexOf(":") + 1);
  return own !== secret && !own.startsWith("//") && own.length >= Secrets.shortestSaid ? own : undefined;
}

/** What a secret looks like in an address, a form, JSON, Markdown, and within base64. */
function formsOf(secret: string): readonly string[] {
  const wellFormed = secret.toWellFormed();
  return [
    secret,
    encodeURIComponent(wellFormed),
    encodeURI(wellFormed),
    new URLSearchParams([["", secret]]).toString().slice(1),
    JSON.stringify(secret).slice(1, -1),
    escapeMarkdown(secret),
    ...secret.length < Secrets.shortestSaid ? [] : base64FormsOf(secret),
  ];
}

/** A byte is not one sign of base64, so that a secret looks in three ways there, by what stands before it. The signs at both ends hold bits of what is beside it. */
function base64FormsOf(secret: string): readonly string[] {
  const bytes = new TextEncoder().encode(secret);
  return [0, 1, 2].flatMap((before) => {
    const whole = new Uint8Array(before + bytes.length);
    whole.set(bytes, before);
    const own = (text: string) => text.slice(before === 0 ? 0 : before + 1, whole.length % 3 === 0 ? undefined : -1);
    return (["base64", "base64url"] as const).map((alphabet) => own(whole.toBase64({ alphabet, omitPadding: true })));
  });
}
