/** Where a text on one line may be cut. */

/** Where a word begins, at `at` or soon behind it; where none does, `at` itself. */
export function wordStart(text: string, at: number): number {
  if (at === 0) return 0;
  const blank = text.indexOf(" ", at - 1);
  return blank >= 0 && blank - at < 30 ? blank + 1 : whole(text, at);
}

/** Where a word ends, at `at` or shortly before it but not before `least`; where none does, `at` itself. */
export function wordEnd(text: string, at: number, least: number): number {
  if (at >= text.length) return text.length;
  const blank = text.lastIndexOf(" ", at);
  return blank >= least && at - blank < 30 ? blank : whole(text, at);
}

/** Never between the halves of one character. */
function whole(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xDC00 && code <= 0xDFFF ? at + 1 : at;
}
