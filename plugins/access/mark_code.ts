import { codeSpan, shorten } from "@portico/bot";

/** What people chose themselves, as Markdown code that formats nothing. */
export function markCode(text: string): string {
  return codeSpan(shorten(text, 100));
}

/** An id as code, with the name where there is one. */
export function markPerson(id: string, name: string | undefined): string {
  return name === undefined || name === "" ? markCode(id) : `${markCode(id)} (${markCode(name)})`;
}
