/** All that the bot asks over the network, asked of a server that does everything wrong: every call ends, by an error of ours, and takes no endless amount. */
import { deadline } from "@std/async/deadline";
import { logger, PorticoError, SystemClock } from "@portico/bot";
import { TelegramApi } from "../../../adapters/telegram/telegram_api.ts";
import { download } from "../../../adapters/telegram/file_download.ts";
import { SqliteStore } from "../../../adapters/sqlite/mod.ts";
import { PinnedWeb } from "../../../plugins/agent/tools/pinned_web.ts";
import { readPage } from "../../../plugins/agent/tools/page_text.ts";
import { ToolError } from "../../../plugins/agent/mod.ts";
import { ServerProblem } from "../../../plugins/mcp/server_problem.ts";
import { openSession } from "../../../plugins/mcp/session.ts";
import { ConfiguredModel, ModelConfig, ModelError } from "../../../plugins/model/mod.ts";
import { Secrets } from "../../../core/mod.ts";
import { ScriptedApi } from "../../adapters/telegram/scripted_api.ts";
import { BrokenServer, type Manner, MANNERS } from "../../support/broken_server.ts";
import { randomOf } from "../../support/random.ts";
import type { Figure, TortureOptions } from "../torture.ts";

/** Milliseconds that a call has. */
const TIME = 300;
/** Milliseconds after which it has not ended, on however busy a machine. */
const PATIENCE = 30_000;
/** Bytes that may be taken of one answer: the largest bound there is, and what lies in the system's buffers. */
const MOST = 32 * 2 ** 20;

/** One way to ask. Rejects, or resolves where what came can be taken for an answer. */
type Ask = (host: string) => Promise<unknown>;

/** The ways to ask, each with the errors that it may end with. */
async function waysToAsk(): Promise<
  Readonly<Record<string, { readonly ask: Ask; readonly isOurs: (error: unknown) => boolean }>>
> {
  const clock = new SystemClock();
  const store = await SqliteStore.open({ path: ":memory:", clock });
  const web = new PinnedWeb();
  const isOurs = (error: unknown) => error instanceof PorticoError;
  const telegram = (host: string) => new TelegramApi({ token: "1:x", apiRoot: `http://${host}`, clock });
  const model = async (host: string) => {
    const checked = await ModelConfig.schema["~standard"].validate({ url: `http://${host}/v1`, name: "m" });
    if (checked.issues !== undefined) throw new Error("The model's configuration is wrong.");
    const settings = { ...checked.value, timeout: TIME / 1_000, window: 8_192, attempts: 1 };
    return await new ConfiguredModel(settings, store, clock, logger("model")).for({ account: "anna", purpose: "ask" });
  };
  const prompt = () => ({
    prompt: [{ role: "user" as const, content: [{ type: "text" as const, text: "Hello?" }] }],
    abortSignal: AbortSignal.timeout(4 * TIME),
  });
  const isModels = (error: unknown) => error instanceof ModelError || isTimeout(error);
  return {
    "the Bot API": {
      ask: (host) => telegram(host).call("sendMessage", { chat_id: "5", text: "a" }, { timeout: TIME }),
      isOurs,
    },
    "the Bot API by TLS": {
      ask: (host) => new TelegramApi({ token: "1:x", apiRoot: `https://${host}`, clock }).me({ timeout: TIME }),
      isOurs,
    },
    "a download": {
      ask: async (host) => {
        const [api, scripted] = [telegram(host), new ScriptedApi()];
        scripted.auto = () => ({ file_path: "a" });
        const open = {
          isOfficial: false,
          call: scripted.call.bind(scripted),
          open: (path: string) => api.open(path, { timeout: TIME }),
        };
        const signal = AbortSignal.timeout(4 * TIME);
        for await (const _ of await download(open, { kind: "document", ref: "a", size: 10 }, clock, signal));
      },
      isOurs,
    },
    "the model": { ask: async (host) => await (await model(host)).doGenerate(prompt()), isOurs: isModels },
    "the model, streamed": {
      ask: async (host) => await Array.fromAsync((await (await model(host)).doStream(prompt())).stream),
      isOurs: isModels,
    },
    "a page": {
      ask: async (host) => {
        const url = new URL(`http://${host}/`);
        const signal = AbortSignal.timeout(2 * TIME);
        const answer = await web.get(url, ["127.0.0.1"], signal);
        return await readPage({ ...answer, url }, clock, signal);
      },
      // What is no error of a tool is made one by the tool that asks.
      isOurs: (error) => error instanceof ToolError || error instanceof Error,
    },
    "an MCP server": {
      ask: async (host) => {
        const signal = AbortSignal.timeout(2 * TIME);
        const session = await openSession({
          server: { name: "s", enabled: true, kind: "http", url: `http://${host}/mcp`, headers: {} },
          isGuarded: false,
          web,
          clock,
          log: logger("mcp"),
          masks: new Secrets(),
          answerSize: 4_000_000,
          signal,
          onToolsChanged: () => {},
        }, () => {});
        await session.end();
      },
      isOurs: (error) => error instanceof ServerProblem || isTimeout(error),
    },
  };
}

function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === "TimeoutError";
}

/** Every way to ask meets every manner, in a random order; again in each round. */
export async function tortureServices({ count, seed, say }: TortureOptions): Promise<readonly Figure[]> {
  const random = randomOf(seed);
  const strays: unknown[] = [];
  const onStray = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    strays.push(event.reason);
  };
  globalThis.addEventListener("unhandledrejection", onStray);
  let [calls, strange, unended, most] = [0, 0, 0, 0];
  const before = Deno.memoryUsage().rss;
  try {
    const ways = Object.entries(await waysToAsk());
    const pairs = ways.flatMap(([name, way]) => MANNERS.map((manner) => ({ name, way, manner })));
    for (let round = 0; round < count; round++) {
      for (const { name, way, manner } of pairs.toSorted(() => random() - 0.5)) {
        calls++;
        const outcome = await askOnce(way.ask, manner, random);
        most = Math.max(most, outcome.most);
        const place = `${name}, "${manner}"`;
        if (outcome.error === undefined) continue;
        if (outcome.error === NOT_ENDED) {
          unended++;
          say(`${place}: it has not ended`);
        } else if (!way.isOurs(outcome.error)) {
          strange++;
          say(`${place}: ${Deno.inspect(outcome.error)}`);
        }
      }
    }
    await new Promise((resolve) => setTimeout(resolve, TIME)); // what nobody waits for
  } finally {
    globalThis.removeEventListener("unhandledrejection", onStray);
  }
  for (const stray of strays) say(`nobody's rejection: ${Deno.inspect(stray)}`);
  return [
    { what: "calls to a server that does everything wrong", value: calls },
    { what: "calls that did not end", value: unended, most: 0 },
    { what: "calls that ended with an error of somebody else's", value: strange, most: 0 },
    { what: "rejections that nobody handled", value: strays.length, most: 0 },
    { what: "memory that all of them took", value: (Deno.memoryUsage().rss - before) / 2 ** 20, unit: "MB" },
    { what: "most that was taken of one answer", value: most / 2 ** 20, unit: "MB", most: MOST / 2 ** 20 },
  ];
}

const NOT_ENDED = Symbol("it has not ended");

async function askOnce(
  ask: Ask,
  manner: Manner,
  random: () => number,
): Promise<{ readonly error: unknown; readonly most: number }> {
  await using server = await BrokenServer.start(random);
  server.manner = manner;
  let error: unknown;
  try {
    await deadline(ask(server.host), PATIENCE);
  } catch (failure) {
    const isLate = failure instanceof DOMException && failure.name === "TimeoutError" &&
      /deadline/i.test(failure.message);
    error = isLate ? NOT_ENDED : failure;
  }
  return { error, most: server.most };
}
