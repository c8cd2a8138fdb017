/** Secrets that can be found again, whatever somebody has made of them. */

/** Each kind of secret that the bot can be given, or makes. */
export const KINDS = [
  "token",
  "webhook",
  "model key",
  "plugin field",
  "marked field",
  "nested field",
  "git password",
  "mcp header",
  "mcp query",
  "mcp variable",
  "mcp argument",
  "pairing code",
  "invitation",
  "approval",
] as const;

/** See {@link KINDS}. */
export type Kind = typeof KINDS[number];

/** Signs that addresses, JSON, Markdown and forms each write in a way of their own. */
const AWKWARD = "+/_=*";

/** A secret of this kind with signs that are easily changed on the way. */
export function secretOf(kind: Kind, random: () => number): string {
  const letters = Array.from({ length: 12 }, () => Math.floor(random() * 36).toString(36)).join("");
  return `Q${kind.replace(" ", "")}${AWKWARD}${letters}`;
}

/** All secrets of one run of the bot. */
export class Planted {
  readonly #forms = new Map<string, Kind>();

  /** Looks for this from now on. */
  add(kind: Kind, secret: string): void {
    for (const form of formsOf(secret)) this.#forms.set(form, kind);
  }

  /** Which are in the text. */
  *in(text: string): Generator<Kind> {
    for (const [form, kind] of this.#forms) if (text.includes(form)) yield kind;
  }

  /** Where the first of this kind begins. */
  indexIn(text: string, kind: Kind): number {
    const found = [...this.#forms].filter(([, of]) => of === kind).map(([form]) => text.indexOf(form));
    return Math.min(...found.filter((at) => at >= 0));
  }
}

/** Written here once more, and otherwise than in the program: what that forgets is to be found. */
function* formsOf(secret: string): Generator<string> {
  yield secret;
  // Cut off by somebody, it gives away how it begins.
  yield secret.slice(0, secret.length - 12);
  yield encodeURIComponent(secret);
  yield encodeURI(secret);
  yield new URL(`http://h/?${secret}`).search.slice(1);
  yield JSON.stringify(secret).slice(1, -1);
  yield JSON.stringify(JSON.stringify(secret)).slice(3, -3);
  yield secret.replace(/[^\w]|_/g, "\\$&");
  // Within other bytes, the signs of base64 at both ends belong to those as well.
  for (const before of ["", "x", "xx"]) {
    const whole = btoa(before + secret).replaceAll("=", "");
    const inner = whole.slice(4, whole.length - 4);
    yield inner;
    yield inner.replaceAll("+", "-").replaceAll("/", "_");
  }
  yield Array.from(secret, (char) => char.charCodeAt(0).toString(16)).join("");
}
