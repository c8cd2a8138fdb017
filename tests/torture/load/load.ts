/** Load: very many people, open batches and events of before, and one who floods; each part in a process of its own, so that its memory is its own too. */
import { fileURLToPath } from "node:url";
import type { Figure, TortureOptions } from "../torture.ts";
import { parts } from "./parts.ts";

/** See the file's comment. The figures of time are of this machine as busy as it is: its load is told beside them. */
export async function load({ count, seed, say }: TortureOptions): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const part of Object.keys(parts)) {
    say(`${part}; load of the machine: ${Deno.loadavg()[0].toFixed(1)} on ${navigator.hardwareConcurrency} cores`);
    figures.push(...await run(part, count, seed));
  }
  return figures;
}

async function run(part: string, count: number, seed: number): Promise<readonly Figure[]> {
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--v8-flags=--expose-gc", path("part.ts"), part, `${count}`, `${seed}`],
    stdout: "piped",
    stderr: "inherit",
  }).output();
  if (code !== 0) throw new Error(`${part} ended with code ${code}.`);
  return JSON.parse(new TextDecoder().decode(stdout));
}

function path(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}
