/** Texts that are the same in Telegram and in Markdown, as most of what people write is. */

/** A visible letter, then one line of letters, numbers and signs that mean nothing within a line, without a space at its end. */
const LINE = /^(?![\u115f\u1160\u3164\uffa0])\p{L}(?:[\p{L}\p{N} ,;:?!.'"()#+–—…-]*[\p{L}\p{N},;:?!.'"()#+–—…-])?$/u;
/** The beginning of what would become a link. */
const ADDRESS = /www\./i;

/** Whether a text is its own Markdown, and that Markdown's own text. Says no where it would take long to be sure. */
export function isPlain(text: string): boolean {
  return LINE.test(text) && !ADDRESS.test(text);
}
