/** Journals as a bot leaves them that was cut off before it could handle anything. */
import {
  type BotEvent,
  type Context,
  type IncomingMessage,
  type NewEntry,
  on,
  plugin,
  SystemClock,
} from "../../../core/mod.ts";
import { StoredAccounts } from "../../../core/accounts/stored_accounts.ts";
import { SqliteStore } from "../../../adapters/sqlite/mod.ts";
import { conversation, ScriptedAdapter } from "../../support/scripted_adapter.ts";
import { realKernel } from "./worlds.ts";

/** Events appended at a time. */
const CHUNK = 1_000;

/** Fills a journal with an event for each of these chats, in order: a message of its only member whose text is its number in the chat, from 0 on. */
export async function fill(path: string, chats: Iterable<string>): Promise<void> {
  await using store = await SqliteStore.open({ path, clock: new SystemClock() });
  const accounts = new StoredAccounts(store);
  const known = new Map<string, { readonly account: string; count: number }>();
  let entries: NewEntry[] = [];
  let all = 0;
  for (const chat of chats) {
    const sender = { platform: "test", user: chat };
    let sent = known.get(chat);
    if (sent === undefined) {
      sent = { account: (await accounts.open(sender, "member")).id, count: 0 };
      known.set(chat, sent);
    }
    const id = `${all++}`;
    const text = `${sent.count++}`;
    const event: BotEvent = {
      kind: "message",
      key: `test:${id}`,
      id,
      conversation: conversation(chat),
      sender,
      at: 0,
      text,
      attachments: [],
    };
    if (entries.push({ event, account: sent.account, receivedAt: 0 }) < CHUNK) continue;
    await store.journal.append(entries);
    entries = [];
  }
  if (entries.length > 0) await store.journal.append(entries);
}

/** What a replay took, in seconds. */
export interface Replay {
  /** Until the adapter could fetch. */
  readonly openAfter: number;
  /** Until it was done. */
  readonly seconds: number;
}

/**
 * Starts a bot on a journal, in real time, whose handler only looks at each message, and stops it when enough is done.
 *
 * @param total units in memory at which intake waits.
 */
export async function replay(
  path: string,
  look: (event: IncomingMessage) => void,
  done: Promise<void>,
  total?: number,
): Promise<Replay> {
  @plugin({ name: "looking" })
  class Looking {
    @on("message")
    look(ctx: Context<IncomingMessage>): void {
      look(ctx.event);
    }
  }
  const store = await SqliteStore.open({ path, clock: new SystemClock() });
  const kernel = realKernel(store, new ScriptedAdapter(), [Looking], total);
  const begun = performance.now();
  const sinceThen = () => (performance.now() - begun) / 1_000;
  const opened = kernel.start().then(sinceThen);
  await done;
  const seconds = sinceThen();
  const openAfter = await opened;
  await kernel.stop();
  return { openAfter, seconds };
}
