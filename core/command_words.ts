/** Splits what is behind a command into words. */

const WORD = /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|“([^”]*)”|«([^»]*)»|(\S+)/gs;

/** Words are parted by white space; quotes of any kind keep them together, and a backslash inside straight quotes escapes. */
export function readWords(text: string): string[] {
  if (text === "") return [];
  return Array.from(text.matchAll(WORD), ([, double, single, curly, angle, bare]) => {
    const escaped = double ?? single;
    return escaped === undefined ? curly ?? angle ?? bare ?? "" : escaped.replace(/\\(.)/gs, "$1");
  });
}
