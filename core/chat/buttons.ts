/** The buttons a message carries, kept so that a press finds its action after any restart, and only for whom it was made. */
import { z } from "zod";
import type { Button, Outgoing } from "./bot_port.ts";
import type { Clock } from "../clock.ts";
import type { ActionContext } from "../handling/context.ts";
import { type Conversation, conversationId } from "./events.ts";
import { isJson, type Json } from "../json.ts";
import type { WireButton } from "./operations.ts";
import { lazySchema } from "../schemas/schema.ts";
import type { RecordKind, Records, Store } from "../store/store.ts";

/** What pressing a button does: an action's full name, `plugin.action`, and what its handler is given. */
export interface ActionCall {
  /** Full name of the action: `plugin.action`. */
  readonly name: string;
  /** What the handler gets as `ctx.payload`, once its schema has checked it. */
  readonly payload?: Json;
}

/** For whom a message's buttons are made, or who presses one. */
export interface ButtonOwner {
  /** Where the message is; a press anywhere else is foreign. */
  readonly conversation: Conversation;
  /** Id of the only account that may press them; everybody in the conversation when left out. */
  readonly account?: string;
}

/** What became of a press. */
export type ButtonPress =
  | { readonly outcome: "found"; readonly call: ActionCall }
  /** Older than 30 days, or never made here. */
  | { readonly outcome: "expired" }
  /** Made for somebody else, or for another conversation. */
  | { readonly outcome: "foreign" };

/** The action buttons of one message, as they are stored. */
type ButtonRecord = {
  readonly conversation: string;
  readonly account?: string;
  readonly calls: readonly { readonly name: string; readonly payload?: Json }[];
};

/** How long a button works, in milliseconds: 30 days. */
const LIFETIME = 30 * 24 * 60 * 60 * 1000;
/** Random bytes of a message's part of the ids: 96 bits can't be guessed, and 16 characters leave room in any platform's limit. */
const RANDOM_BYTES = 12;
const ID = /^([A-Za-z0-9_-]{16})\.(0|[1-9]\d{0,3})$/;

const BUTTONS: RecordKind<ButtonRecord> = {
  namespace: "buttons",
  version: 1,
  schema: lazySchema(() =>
    z.object({
      conversation: z.string(),
      account: z.string().optional(),
      calls: z.array(z.object({ name: z.string(), payload: z.custom<Json>(isJson).optional() })),
    })
  ),
};

/**
 * Gives the buttons of a message ids of at most 21 url-safe characters, and finds the action behind an id again. One record holds all buttons of a
 * message; it expires 30 days later.
 *
 * @example
 * ```ts
 * const rows = await buttons.mint([[{ text: "Undo", action: { name: "note.undo", payload: id } }]], { conversation, account });
 * const press = await buttons.find(event.action, { conversation, account });
 * ```
 */
export class Buttons {
  readonly #records: Records<ButtonRecord>;

  /** Keeps its records in the store. @param random fills an array with bytes nobody can guess; the platform's own source by default. */
  constructor(
    store: Store,
    private readonly clock: Clock,
    private readonly random: (bytes: Uint8Array<ArrayBuffer>) => unknown = (bytes) => crypto.getRandomValues(bytes),
  ) {
    this.#records = store.records(BUTTONS);
  }

  /** Makes rows for the wire. Resolves when the ids are durable, so that no button is shown which a restart would forget. */
  async mint(rows: readonly (readonly Button[])[], owner: ButtonOwner): Promise<WireButton[][]> {
    const calls: ActionCall[] = [];
    const key = this.#key();
    const minted = rows.map((row) =>
      row.map((button): WireButton =>
        "url" in button
          ? { text: button.text, url: button.url }
          : { text: button.text, id: `${key}.${calls.push(button.action) - 1}` }
      )
    );
    if (calls.length > 0) {
      const record: ButtonRecord = {
        conversation: conversationId(owner.conversation),
        ...(owner.account === undefined ? {} : { account: owner.account }),
        calls: calls.map(({ name, payload }) => payload === undefined ? { name } : { name, payload }),
      };
      await this.#records.set(key, record, { expiresAt: this.clock.now() + LIFETIME });
    }
    return minted;
  }

  /** What the button with this id does, for who presses it where. */
  async find(id: string, presser: Required<ButtonOwner>): Promise<ButtonPress> {
    const [, key, index] = ID.exec(id) ?? [];
    const record = key === undefined ? undefined : await this.#records.get(key);
    const call = record?.calls[Number(index)];
    if (!record || !call) return { outcome: "expired" };
    const here = record.conversation === conversationId(presser.conversation);
    const theirs = record.account === undefined || record.account === presser.account;
    return here && theirs ? { outcome: "found", call } : { outcome: "foreign" };
  }

  #key(): string {
    const bytes = new Uint8Array(RANDOM_BYTES);
    this.random(bytes);
    return bytes.toBase64({ alphabet: "base64url" });
  }
}

/** Buttons, or choices of a question, in rows of so many: two or three fit on a phone. */
export function rowsOf<T>(buttons: readonly T[], length: number): T[][] {
  const rows = Math.ceil(buttons.length / length);
  return Array.from({ length: rows }, (_, row) => buttons.slice(row * length, (row + 1) * length));
}

/** Puts a page in the place of the message whose button was pressed, where the platform says which one that is; else it is sent. */
export async function showInPlace(ctx: ActionContext<unknown>, page: Outgoing): Promise<void> {
  await (ctx.message === undefined ? ctx.reply(page) : ctx.edit(ctx.message, page));
}
