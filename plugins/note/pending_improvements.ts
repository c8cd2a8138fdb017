import { Clock, type Conversation, inject, lazySchema, type RecordKind, type Records, Store } from "@portico/bot";
import { z } from "zod";
import type { NoteProposal } from "./note_proposal.ts";
import type { MissingFile } from "./received_file.ts";

/** A note that is to be improved. Plain data, kept until it has been, over restarts. */
export type PendingImprovement = {
  readonly account: string;
  readonly conversation: Pick<Conversation, keyof Conversation>;
  /** Of the card. */
  readonly language: string;
  /** Id of the note. */
  readonly note: string;
  /** As it was when the note was written: what is another now was changed by a person. `null` where a person has given it. */
  readonly title: string | null;
  /** As they were when the note was written. */
  readonly tags: readonly string[];
  /** Id of the message that told of the note. */
  readonly reply: string | null;
  /** What that message says of files. */
  readonly files: number;
  readonly missing: readonly MissingFile[];
  /** Calls of the model that were begun. */
  readonly attempts: number;
  /** What the model has proposed, once it has. */
  readonly proposal: NoteProposal | null;
};

const pending: RecordKind<PendingImprovement> = {
  namespace: "note.improvements",
  version: 1,
  schema: lazySchema(() =>
    z.object({
      account: z.string(),
      conversation: z.object({
        platform: z.string(),
        chat: z.string(),
        thread: z.string().optional(),
        kind: z.enum(["private", "group", "channel"]),
      }),
      language: z.string(),
      note: z.string(),
      title: z.string().nullable(),
      tags: z.array(z.string()),
      reply: z.string().nullable(),
      files: z.number(),
      missing: z.array(z.object({
        kind: z.enum(["photo", "document", "voice", "audio", "video", "animation", "sticker"]),
        name: z.string().optional(),
        size: z.number().optional(),
        reason: z.string(),
      })),
      attempts: z.number(),
      proposal: z.object({ title: z.string(), tags: z.array(z.string()), summary: z.string() }).nullable(),
    })
  ),
};

/** What is not done by then is left as it is, in milliseconds. */
const KEPT = 24 * 60 * 60_000;

/** The notes that wait for a model. */
@inject(Store, Clock)
export class PendingImprovements {
  readonly #records: Records<PendingImprovement>;

  /** Built by the kernel. */
  constructor(store: Store, private readonly clock: Clock) {
    this.#records = store.records(pending);
  }

  /** Keeps one and resolves with its key when it is durable. */
  async add(improvement: PendingImprovement): Promise<string> {
    const key = `${improvement.account}/${improvement.note}`;
    await this.#records.set(key, improvement, { expiresAt: this.clock.now() + KEPT });
    return key;
  }

  /** One of them; `undefined` when it is done. */
  get(key: string): Promise<PendingImprovement | undefined> {
    return this.#records.get(key);
  }

  /** Changes one, and resolves with it as it is now; `undefined` when it is done. */
  change(key: string, change: Partial<PendingImprovement>): Promise<PendingImprovement | undefined> {
    const options = { expiresAt: this.clock.now() + KEPT };
    return this.#records.update(key, (old) => old && { ...old, ...change }, options);
  }

  /** It is done, or given up. */
  async remove(key: string): Promise<void> {
    await this.#records.delete(key);
  }

  /** All keys with their accounts. */
  async list(): Promise<readonly { readonly key: string; readonly account: string }[]> {
    return (await this.#records.list()).map(([key, { account }]) => ({ key, account }));
  }
}
