/** An answer as the model writes it, in the form in which a person may see it. */
import { checkCitations, type CitedText, withoutUnfinished } from "./citations.ts";
import { NOTHING } from "./prompt.ts";

/** The word alone, however it is decorated, or with an explanation that nobody has asked for. */
const SAYS_NOTHING = new RegExp(
  `^[\\s"'“«*_\`]*${NOTHING}(?![\\p{L}\\p{N}])(?:[\\s"'”»*_\`]*$|[\\s"'”»*_\`]*[.:!,;–—\\n-])`,
  "u",
);

/** Whether a model has found no answer in the passages. */
export function saysNothing(text: string): boolean {
  return SAYS_NOTHING.test(text);
}

/** What can be shown of an answer that is still being written; `undefined` while that may be that there is none. */
export function shownSoFar(text: string, passages: readonly string[]): string | undefined {
  const said = text.replace(/^[\s"'“«*_`]+/, "").trimEnd();
  if (NOTHING.startsWith(said) || saysNothing(text)) return undefined;
  const shown = checkCitations(withoutUnfinished(text), passages).text.trim();
  return shown === "" ? undefined : `${shown} …`;
}

/** The whole answer; `isCut` where the model was stopped before its end. */
export function finishedAnswer(text: string, isCut: boolean, passages: readonly string[]): CitedText {
  const { text: checked, sources } = checkCitations(isCut ? withoutUnfinished(text) : text, passages);
  const whole = isCut ? `${checked.trim()} …` : checked.trim();
  return { text: withClosedFence(whole), sources };
}

/** A block of code that the model has not ended would take in what stands below the answer. */
function withClosedFence(text: string): string {
  let open: string | undefined;
  for (const [, fence = "", rest = ""] of text.matchAll(/^ {0,3}(`{3,}|~{3,})(.*)$/gm)) {
    if (open === undefined) open = fence.startsWith("`") && rest.includes("`") ? undefined : fence;
    else if (fence.startsWith(open) && rest.trim() === "") open = undefined;
  }
  return open === undefined ? text : `${text}\n${open}`;
}

/** The answer without its numbers, as it is remembered: they mean nothing in the next one. */
export function withoutCitations(text: string): string {
  return checkCitations(text, []).text.trim();
}
