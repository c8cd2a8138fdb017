/** A table as lines of text for a font whose characters are all equally wide. */
import { segmentGraphemes } from "./graphemes.ts";

/** To which side a column's cells are pushed; left where the table does not say. */
export type Alignment = "left" | "center" | "right" | null;

const WIDE =
  /\p{Emoji_Presentation}|\p{Regional_Indicator}|\ufe0f|[\p{sc=Han}\p{sc=Hangul}\p{sc=Hiragana}\p{sc=Katakana}\u3000-\u303f\uff01-\uff60]/u;

/** Wider cells than this stick out: a phone shows no more, and one long cell must not fill all the others with spaces. */
const WIDEST = 40;

/** Lines of cells in columns, the header parted from the rows by a line. */
export function drawTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  alignments: readonly Alignment[],
): string {
  const lines = [header, ...rows];
  const widths = header.map((_, column) =>
    Math.min(WIDEST, lines.reduce((most, cells) => Math.max(most, widthOf(cells[column] ?? "")), 1))
  );
  const draw = (cells: readonly string[]) =>
    widths.map((width, column) => pad(cells[column] ?? "", width, alignments[column] ?? "left")).join(" │ ").trimEnd();
  const rule = widths.map((width) => "─".repeat(width)).join("─┼─");
  return [draw(header), rule, ...rows.map(draw)].join("\n");
}

function pad(cell: string, width: number, alignment: Exclude<Alignment, null>): string {
  const room = Math.max(0, width - widthOf(cell));
  const before = alignment === "left" ? 0 : alignment === "right" ? room : Math.floor(room / 2);
  return " ".repeat(before) + cell + " ".repeat(room - before);
}

/** Columns that a text takes: what a person sees as one character takes one, and two where its script is wide. */
function widthOf(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segmentGraphemes(text)) width += WIDE.test(segment) ? 2 : 1;
  return width;
}
