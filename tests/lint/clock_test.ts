import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import plugin from "./mod.ts";

/** How many readings of the time are found in `source` if it stood in the file of that name. */
function count(path: string, source: string): number {
  const file = fileURLToPath(new URL(`../../${path}`, import.meta.url));
  return Deno.lint.runPlugin(plugin, file, source).filter(({ id }) => id === "portico/clock").length;
}

const readings = [
  "Date.now()",
  "const now = Date.now;",
  "performance.now()",
  "new Date()",
  "Date()",
  "Temporal.Now.instant()",
  "setTimeout(() => {}, 1)",
  "setInterval(() => {}, 1)",
  "globalThis.setTimeout(() => {}, 1)",
  "AbortSignal.timeout(5)",
];

for (const source of readings) {
  for (const path of ["core/lanes.ts", "plugins/note/note.ts", "adapters/console/line.ts"]) {
    Deno.test(`${path} may not contain ${source}`, () => assertEquals(count(path, source), 1));
  }
  for (const path of ["core/clock.ts", "tests/core/lanes_test.ts", "main.ts"]) {
    Deno.test(`${path} may contain ${source}`, () => assertEquals(count(path, source), 0));
  }
}

for (
  const source of ["new Date(0)", "clock.now()", "clock.setTimer(1, () => {})", "Date.parse(text)", "clearTimeout(id)"]
) {
  Deno.test(`${source} does not read the time`, () => assertEquals(count("core/lanes.ts", source), 0));
}
