/** The questions that are open, as far as the next start has to know of them. */
import { z } from "zod";
import type { Conversation } from "../chat/events.ts";
import { lazySchema } from "../schemas/schema.ts";
import type { RecordKind, Records, StepName, Store } from "../store/store.ts";

/** An open question: what is kept of it, and what a dialogue is opened by. */
export type KeptQuestion = {
  /** Who was asked. */
  readonly account: string;
  /** Where. */
  readonly conversation: { readonly [Field in keyof Conversation]: Conversation[Field] };
  /** The unit that asks, and the name of the question there. */
  readonly step: { readonly [Field in keyof StepName]: StepName[Field] };
  /** Asked by a handler of the intake lane, so that another command or question puts an end to it. */
  readonly intake: boolean;
  /** It offers choices by buttons. */
  readonly hasChoices: boolean;
};

const QUESTIONS: RecordKind<KeptQuestion> = {
  namespace: "dialogues",
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
      step: z.object({ scope: z.string(), step: z.string() }),
      intake: z.boolean(),
      hasChoices: z.boolean(),
    })
  ),
};

/** Keeps them in the store's records. */
export class KeptQuestions {
  readonly #records: Records<KeptQuestion>;

  constructor(store: Store) {
    this.#records = store.records(QUESTIONS);
  }

  /** Keeps one, before it is shown. @param expiresAt wall time in milliseconds, after which nobody waits for its answer. */
  async keep(question: KeptQuestion, expiresAt: number): Promise<void> {
    await this.#records.set(keyOf(question.step), question, { expiresAt });
  }

  /** It has been answered, or has ended without. */
  async forget(step: StepName): Promise<void> {
    await this.#records.delete(keyOf(step));
  }

  /** All that are kept, by the unit that asks. */
  async all(): Promise<ReadonlyMap<string, readonly KeptQuestion[]>> {
    const questions = (await this.#records.list()).map(([, question]) => question);
    return Map.groupBy(questions, ({ step }) => step.scope);
  }
}

function keyOf({ scope, step }: StepName): string {
  return `${scope} ${step}`;
}
