/** A line that is being edited, with the place of the cursor. */
export interface EditedLine {
  readonly line: string;
  readonly cursor: number;
}

/** What was typed, with what was pasted in its place. */
export interface WholeText {
  readonly text: string;
  /** It begins with what was pasted. */
  readonly literal: boolean;
}

/** A label shows so many characters of its text. */
const SHOWN = 24;

/** Pasted texts too long for the line that is being edited: a label stands for each. */
export class PastedTexts {
  readonly #texts = new Map<string, string>();

  /** Keeps a text and returns its label, such as `[# Groceries… ⏎ 12]`: how it begins, and how many lines it has. */
  hold(text: string): string {
    const lines = text.split("\n");
    const first = (lines.find((line) => line.trim() !== "") ?? "").trim().replace(/\s+/g, " ");
    const characters = Array.from(first);
    const shown = characters.length > SHOWN ? `${characters.slice(0, SHOWN).join("")}…` : first;
    let label = `[${shown} ⏎ ${lines.length}]`;
    for (let copy = 2; this.#texts.has(label); copy++) label = `[${shown} ⏎ ${lines.length} (${copy})]`;
    this.#texts.set(label, text);
    return label;
  }

  /** Nothing is kept any more. */
  clear(): void {
    this.#texts.clear();
  }

  /** Nothing is kept. */
  get isEmpty(): boolean {
    return this.#texts.size === 0;
  }

  /** The line with the texts in the places of their labels. */
  expand(line: string): WholeText {
    const places = this.#placesIn(line);
    let text = "";
    let end = 0;
    for (const { label, from, to } of places) {
      text += line.slice(end, from) + (this.#texts.get(label) ?? label);
      end = to;
    }
    const [first] = places;
    return { text: text + line.slice(end), literal: first !== undefined && line.slice(0, first.from).trim() === "" };
  }

  /** Whether a label stands in the line. */
  isIn(line: string): boolean {
    return this.#placesIn(line).length > 0;
  }

  /**
   * A label is like one character: a key that takes a part of it takes all of it, and the cursor never stands within.
   *
   * @param before the line before the key
   * @param after the line behind it
   */
  repair(before: EditedLine, after: EditedLine): EditedLine {
    const whole = before.line === after.line ? after : this.#withoutRemains(before.line, after);
    const inside = this.#placesIn(whole.line).find(({ from, to }) => from < whole.cursor && whole.cursor < to);
    if (inside === undefined) return whole;
    return { ...whole, cursor: whole.cursor > before.cursor ? inside.to : inside.from };
  }

  /** Takes away what a key has left of labels. What the key changed is between what the two lines have in common at both ends. */
  #withoutRemains(before: string, after: EditedLine): EditedLine {
    const most = Math.min(before.length, after.line.length);
    let start = 0;
    while (start < most && before[start] === after.line[start]) start++;
    let behind = 0;
    while (behind < most - start && before.at(-1 - behind) === after.line.at(-1 - behind)) behind++;
    const end = before.length - behind;
    const hurt = this.#placesIn(before).filter(({ from, to }) => from < end && start < to);
    // Where something new stands instead, it is another line of the history: the cursor is never within a label.
    if (hurt.length === 0 || start + behind < after.line.length) return after;
    const left = Math.min(start, ...hurt.map(({ from }) => from));
    const right = Math.max(end, ...hurt.map(({ to }) => to));
    return { line: before.slice(0, left) + before.slice(right), cursor: left };
  }

  #placesIn(line: string): { readonly label: string; readonly from: number; readonly to: number }[] {
    const found = [];
    for (const label of this.#texts.keys()) {
      for (let from = line.indexOf(label); from >= 0; from = line.indexOf(label, from + label.length)) {
        found.push({ label, from, to: from + label.length });
      }
    }
    return found.sort((one, other) => one.from - other.from);
  }
}
