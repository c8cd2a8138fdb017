/**
 * `deno task bench [names…] [--json]`: measures us beside our peers. A name is a bench (`dispatch`) or one of its figures
 * (`dispatch/memory`); without names, all are measured. `--json` prints one array of results and no more.
 */
import { parseArgs } from "node:util";
import type { Result } from "./bench.ts";
import { benches } from "./benches.ts";
import { table } from "./report.ts";
import { measure } from "./rounds.ts";

/** Whether a name was asked for: by itself, or by a part of it before a slash. */
function isWanted(name: string, asked: readonly string[]): boolean {
  return asked.length === 0 || asked.some((ask) => name === ask || name.startsWith(`${ask}/`));
}

/** The benches that may have a figure that was asked for. */
function wantedBenches(asked: readonly string[]): string[] {
  const unknown = asked.filter((ask) =>
    !Object.keys(benches).some((name) => ask === name || ask.startsWith(`${name}/`) || name.startsWith(`${ask}/`))
  );
  if (unknown.length > 0) {
    console.error(`There is no bench ${unknown.join(", ")}. There are: ${Object.keys(benches).join(", ")}.`);
    Deno.exit(2);
  }
  return Object.keys(benches).filter((name) =>
    isWanted(name, asked) || asked.some((ask) => ask.startsWith(`${name}/`))
  );
}

/** Runs the benches one after the other and says on standard error which one is under way. */
async function run(asked: readonly string[]): Promise<Result[]> {
  const results: Result[] = [];
  for (const name of wantedBenches(asked)) {
    await using stack = new AsyncDisposableStack();
    const { bench } = await benches[name]();
    for (const figure of await bench(stack)) {
      if (!isWanted(figure.name, asked)) continue;
      console.error(`measuring ${figure.name} …`);
      results.push(...await measure(figure));
    }
  }
  return results;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "boolean", default: false } },
});
const results = await run(positionals);
console.log(values.json ? JSON.stringify(results) : `\n${table(results)}`);
