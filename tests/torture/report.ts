/** How figures are printed. */
import { type Figure, holds } from "./torture.ts";

const short = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

function bounds({ most, least }: Figure): string {
  const words = [];
  if (least !== undefined) words.push(`at least ${short.format(least)}`);
  if (most !== undefined) words.push(most === 0 ? "none allowed" : `at most ${short.format(most)}`);
  return words.join(", ");
}

/** One line for each figure: whether it holds, what it is, its bounds, and what others have. */
export function lines(figures: readonly Figure[]): string {
  return figures.map((figure) => {
    const mark = holds(figure) ? "ok    " : "BROKEN";
    const unit = figure.unit ? ` ${figure.unit}` : "";
    const bound = bounds(figure);
    const peers = figure.peers?.map(({ name, value }) => `${name}: ${short.format(value)}${unit}`) ?? [];
    const rest = [...bound === "" ? [] : [`(${bound})`], ...peers].join("  ");
    return `${mark}  ${figure.what}: ${short.format(figure.value)}${unit}  ${rest}`.trimEnd();
  }).join("\n");
}
