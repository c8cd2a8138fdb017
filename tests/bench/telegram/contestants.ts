/** Who takes part in the contests, and how a contest goes. */
import {
  type Job,
  messagesOf,
  type Outcome,
  type Place,
  type Report,
  type SendJob,
  type Setup,
  type Task,
} from "./scenario.ts";
import { Process } from "./talk.ts";

/** A bot that takes part. */
export interface Contestant {
  readonly name: string;
  readonly module: URL;
  readonly variant?: string;
  /** How it sends what it has to, where that is another way than the others'. */
  readonly how?: SendJob["how"];
}

const grammy = new URL("../peers/telegram_grammy.ts", import.meta.url);

/** We ourselves. */
export const portico: Contestant = { name: "Portico", module: new URL("./portico_bot.ts", import.meta.url) };

/** The others, by their names. */
export const peers = {
  grammy: { name: "grammY", module: grammy },
  autoRetry: { name: "grammY + auto-retry", module: grammy, variant: "auto-retry" },
  throttler: { name: "grammY + throttler", module: grammy, variant: "throttler" },
  both: { name: "grammY + auto-retry + throttler", module: grammy, variant: "auto-retry throttler" },
  single: { name: "grammY + auto-retry, one by one", module: grammy, variant: "auto-retry", how: "single" },
  web: { name: "grammY on fetch", module: grammy, variant: "web" },
  runner: { name: "grammY runner", module: grammy, variant: "runner" },
  gramio: { name: "GramIO", module: new URL("../peers/telegram_gramio.ts", import.meta.url) },
} satisfies Readonly<Record<string, Contestant>>;

/** How a contest went for one of them. */
export interface Result {
  readonly report: Report;
  readonly outcome: Outcome;
  /** Messages that have not arrived. */
  readonly missing: readonly string[];
  /** Those of them of which nobody was told. */
  readonly untold: readonly string[];
}

/**
 * Lets a bot do its job. Platform and bot are processes of their own, made for this and gone with it, so that no event loop is shared and nobody
 * profits from what was before.
 */
export async function play({ module, variant, how }: Contestant, setup: Setup, asked: Job): Promise<Result> {
  const job: Job = asked.kind === "send" && how !== undefined ? { ...asked, how } : asked;
  const data = await Deno.makeTempDir({ prefix: "portico-bench-" });
  try {
    await using platform = new Process(new URL("./platform.ts", import.meta.url), setup);
    const place = await platform.hear<Place>();
    const task: Task = { place, job, data, ...(variant === undefined ? {} : { variant }) };
    await using bot = new Process(module, task);
    await bot.hear();
    const outcome = await bot.ask<Outcome>("go");
    const report = await platform.ask<Report>("report");
    return { report, outcome, ...findMissing(place, job, report, outcome) };
  } finally {
    await Deno.remove(data, { recursive: true });
  }
}

function findMissing(place: Place, job: Job, { taken }: Report, { unknown, failed }: Outcome) {
  const arrived = new Set(taken);
  const told = new Set([...unknown, ...failed]);
  const asked = job.kind === "handle" ? [] : messagesOf(place, job.count).map(({ text }) => text);
  const missing = asked.filter((text) => !arrived.has(text));
  return { missing, untold: missing.filter((text) => !told.has(text)) };
}
