/** Plugins loaded and unloaded again and again, by us and by Koishi (`unload`). Each is a process of its own. */
import { Process } from "../../bench/telegram/talk.ts";
import type { Figure, TortureOptions } from "../torture.ts";
import { compare } from "./comparison.ts";
import type { TrialOutcome, TrialTask } from "./unload/trial.ts";

const frameworks = [
  { name: "Portico", module: new URL("./unload/portico.ts", import.meta.url) },
  { name: "Koishi", module: new URL("./unload/koishi.ts", import.meta.url) },
];

/** Bytes of heap for each load and unload that are noise: what is made once, and the trial's own traces. */
const NOISE = 2_000;

export async function unload({ count }: TortureOptions): Promise<Figure[]> {
  const { figure } = await compare(frameworks, async ({ module }) => {
    const task: TrialTask = { count };
    await using process = new Process(module, task, "--v8-flags=--expose-gc");
    await process.hear();
    return await process.ask<TrialOutcome>("go");
  });
  return [
    figure(`${count} loads and unloads: timers that still fire`, ({ timers }) => timers, { most: 0 }),
    figure("listeners that still hear", ({ listeners }) => listeners, { most: 0 }),
    figure("commands that still answer", ({ commands }) => commands, { most: 0 }),
    figure("plugins not undone just once", ({ notUndone }) => notUndone, { most: 0 }),
    figure("heap for each load", ({ bytes }) => Math.max(0, Math.round(bytes)), { unit: "bytes", most: NOISE }),
    figure("of 20 unloads of what another needs: found gone by who needs it", ({ gone }) => gone, { most: 0 }),
    figure("of 20 unloads under a handler: it answered afterwards", ({ afterwards }) => afterwards),
    figure("of 20 unloads under a handler: it said the id of a text in place of the text", ({ bare }) => bare),
    figure("of 20 plugins that leave a timer and a listener behind: left", ({ leaked }) => leaked),
  ];
}
