/** What every bot of a bench has in common: it is told what to do, waits for the word, does it, and tells the outcome. */
import { type HandleJob, messagesOf, type Outcome, type SendJob, type Task } from "./scenario.ts";
import { argument, tell, words } from "./talk.ts";

/** How a message ended that was not sent, or of which nobody knows: `undefined` when it was sent. */
export type SendResult = "unknown" | "failed" | undefined;

/** How messages are handled: whether each is answered first, and by how large a bot. */
export type Handling = Pick<HandleJob, "reply" | "size">;

/** A bot, for a bench. */
export interface Contestant {
  /** Sends a message as a part of a broadcast. Never rejects. */
  send(chat: number, text: string): Promise<SendResult>;
  /** Begins to fetch, and calls `handled` whenever a message has been handled. */
  fetch(handled: () => void, way: Handling): Promise<void>;
}

/** Runs one process of a contestant. */
export async function contend(open: (task: Task) => Contestant | Promise<Contestant>): Promise<void> {
  const task = argument<Task>();
  const contestant = await open(task);
  tell("ready");
  for await (const _ of words()) tell(await perform(contestant, task));
}

async function perform(contestant: Contestant, { place, job }: Task): Promise<Outcome> {
  const told = { unknown: [] as string[], failed: [] as string[] };
  const start = performance.now();
  if (job.kind === "handle") await (await fetch(contestant, job.updates, job)).done;
  else {
    const answered = await fetch(contestant, job.replies ?? 0, { reply: true });
    const send = async (chat: number, text: string) => {
      const result = await contestant.send(chat, text);
      if (result !== undefined) told[result].push(text);
    };
    const sent = sendAll(messagesOf(place, job.count), job.how, send);
    await (job.replies === undefined ? sent : answered.done);
  }
  return { seconds: (performance.now() - start) / 1_000, ...told };
}

/** Begins to fetch; `done` resolves when so many messages have been handled. */
async function fetch(
  contestant: Contestant,
  updates: number,
  way: Handling,
): Promise<{ readonly done: Promise<void> }> {
  const done = Promise.withResolvers<void>();
  let handled = 0;
  await contestant.fetch(() => {
    if (++handled === updates) done.resolve();
  }, way);
  return { done: done.promise };
}

async function sendAll(
  messages: readonly { readonly chat: number; readonly text: string }[],
  how: SendJob["how"],
  send: (chat: number, text: string) => Promise<void>,
): Promise<void> {
  if (how === "together") return void await Promise.all(messages.map(({ chat, text }) => send(chat, text)));
  const lines = how === "single" ? [messages] : Map.groupBy(messages, ({ chat }) => chat).values();
  await Promise.all(Array.from(lines, async (line) => {
    for (const { chat, text } of line) await send(chat, text);
  }));
}
