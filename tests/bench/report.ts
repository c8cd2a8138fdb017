/** How results are printed. */
import type { Result } from "./bench.ts";

const short = new Intl.NumberFormat("en", { maximumSignificantDigits: 3, useGrouping: true });

function columns({ name, unit, ours, peer, peerName, ratio }: Result): string[] {
  return [
    name,
    `${short.format(ours)} ${unit}`,
    `${short.format(peer)} ${unit}`,
    peerName,
    ratio === null ? "" : `${short.format(ratio)} ×`,
  ];
}

/** A table for people. */
export function table(results: readonly Result[]): string {
  const rows = [["bench", "Portico", "peer", "", "better by"], ...results.map(columns)];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const line = (row: readonly string[]) =>
    row.map((cell, column) =>
      column === 1 || column === 2 || column === 4 ? cell.padStart(widths[column]) : cell.padEnd(widths[column])
    )
      .join("  ").trimEnd();
  const [head, ...body] = rows;
  return [line(head), widths.map((width) => "─".repeat(width)).join("  "), ...body.map(line)].join("\n");
}
