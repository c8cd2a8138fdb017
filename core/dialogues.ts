/** The questions that wait for a person's answer. */
import { DialogueEnded } from "./errors.ts";
import { conversationId } from "./events.ts";
import type { Conversation } from "./events.ts";
import type { StepName } from "./store.ts";

/** How a dialogue can end without an answer. */
export type DialogueEnd = DialogueEnded["reason"];

/** An answer on its way to the handler that asked. */
export type DialogueAnswer = {
  readonly text: string;
  /** Key of the event that answered, to be settled once the answer is remembered. */
  readonly event: string;
};

/** One open question. */
export class Dialogue {
  readonly #answer = Promise.withResolvers<DialogueAnswer>();
  readonly #left = Promise.withResolvers<void>();
  #state: "open" | "claimed" | "ended" = "open";
  /** No answer of before the restart was kept for it: one that is still to be brought back is handed in as soon as it is here. */
  takesReplayed = false;

  /** Opened by `Dialogues.open`, which is what keeps it. */
  constructor(
    /** Who was asked. */
    readonly account: string,
    /** Where. */
    readonly conversation: Conversation,
    /** The unit that asks, and the name of the question there. */
    readonly step: StepName,
    /** Opened by a handler of the intake lane, so that another command or question puts an end to it. */
    readonly intake: boolean,
    /** It offers choices by buttons. */
    readonly hasChoices: boolean,
    private readonly close: (dialogue: Dialogue) => void,
  ) {
    this.#answer.promise.catch(() => {}); // whoever asked may be gone already
  }

  /** Resolves with the answer, rejects with `DialogueEnded`. */
  get answered(): Promise<DialogueAnswer> {
    return this.#answer.promise;
  }

  /** Resolves when whoever asked has done with it, and has told why there was no answer where there was none. */
  get left(): Promise<void> {
    return this.#left.promise;
  }

  /** Whoever asked has done with it. */
  leave(): void {
    this.end("expired");
    this.#left.resolve();
  }

  /** Whether the next answer is for this one: it has neither ended nor been claimed. */
  get isOpen(): boolean {
    return this.#state === "open";
  }

  /** Reserves the dialogue for an event that is being journaled, so that the next event is not taken for an answer as well. */
  claim(): void {
    if (this.#state === "open") this.#state = "claimed";
  }

  /** The event that was to answer did not come in after all. */
  unclaim(): void {
    if (this.#state === "claimed") this.#state = "open";
  }

  /** Hands in the answer; false when the dialogue has ended meanwhile. */
  answer(answer: DialogueAnswer): boolean {
    if (this.#state === "ended") return false;
    this.#finish();
    this.#answer.resolve(answer);
    return true;
  }

  /** Ends it without an answer; false when it has ended already. */
  end(reason: DialogueEnd): boolean {
    if (this.#state === "ended") return false;
    this.#finish();
    this.#answer.reject(new DialogueEnded(reason));
    return true;
  }

  #finish(): void {
    this.#state = "ended";
    this.close(this);
  }
}

/** Every command asks, and hardly ever is a question open. */
const NOBODY_TO_TELL = Promise.resolve();

/** All open dialogues. The newest of an account in a conversation gets the next answer. A DI token. */
export class Dialogues {
  readonly #open = new Map<string, Dialogue[]>();
  /** Answers of before a restart, which wait for their question to be asked again: by scope. */
  readonly #replayed = new Map<string, { readonly step: string; readonly answer: DialogueAnswer }[]>();

  #closed: DialogueEnd | undefined;

  /** How many are open. */
  get size(): number {
    return this.#open.values().reduce((sum, stack) => sum + stack.length, 0);
  }

  /** Opens a dialogue for a step of a unit, on top of those that are open. One opened after `close` has ended already. */
  open(
    account: string,
    conversation: Conversation,
    step: StepName,
    intake: boolean,
    hasChoices: boolean = false,
  ): Dialogue {
    const key = keyOf(account, conversation);
    const dialogue = new Dialogue(account, conversation, step, intake, hasChoices, (ended) => {
      const stack = this.#open.get(key)?.filter((other) => other !== ended) ?? [];
      if (stack.length === 0) this.#open.delete(key);
      else this.#open.set(key, stack);
    });
    this.#open.set(key, [...this.#open.get(key) ?? [], dialogue]);
    if (this.#closed !== undefined) dialogue.end(this.#closed);
    return dialogue;
  }

  /** The dialogue that the account's next plain message in the conversation answers. */
  waiting(account: string, conversation: Conversation): Dialogue | undefined {
    if (this.#open.size === 0) return undefined;
    return this.#open.get(keyOf(account, conversation))?.findLast((dialogue) => dialogue.isOpen);
  }

  /** The open dialogue of this step. */
  ofStep(account: string, conversation: Conversation, step: StepName): Dialogue | undefined {
    return this.#open.get(keyOf(account, conversation))
      ?.find((dialogue) => dialogue.step.scope === step.scope && dialogue.step.step === step.step);
  }

  /** Keeps an answer of before the restart for the question it was given to. */
  keepReplayed({ scope, step }: StepName, answer: DialogueAnswer): void {
    this.#replayed.set(scope, [...this.#replayed.get(scope) ?? [], { step, answer }]);
  }

  /** The answer of before the restart to this question, once. */
  takeReplayed({ scope, step }: StepName): DialogueAnswer | undefined {
    const found = this.#replayed.get(scope)?.find((kept) => kept.step === step);
    if (found !== undefined) this.forgetReplayed(found.answer.event);
    return found?.answer;
  }

  /** The answer that this event carries has been remembered. */
  forgetReplayed(event: string): void {
    for (const [scope, kept] of this.#replayed) {
      const left = kept.filter(({ answer }) => answer.event !== event);
      if (left.length === 0) this.#replayed.delete(scope);
      else if (left.length < kept.length) this.#replayed.set(scope, left);
    }
  }

  /** What the unit has left of the answers kept for it, now that it has ended: keys of events to handle as any other. */
  endReplayed(scope: string): readonly string[] {
    const left = this.#replayed.get(scope)?.map(({ answer }) => answer.event) ?? [];
    this.#replayed.delete(scope);
    return left;
  }

  /** Ends the newest dialogue of the account in the conversation; false when there is none. */
  cancel(account: string, conversation: Conversation): boolean {
    return this.#open.get(keyOf(account, conversation))?.at(-1)?.end("cancelled") ?? false;
  }

  /**
   * Another command, or a question of another handler, takes the place of the dialogues that commands and buttons have opened; those of running work
   * stay.
   *
   * @param by the unit that asks, whose own dialogues stay.
   * @returns when the person has been told of those that have ended, so that what comes next is read behind that.
   */
  supersede(account: string, conversation: Conversation, by?: string): Promise<void> {
    if (this.#open.size === 0) return NOBODY_TO_TELL;
    const ended = (this.#open.get(keyOf(account, conversation)) ?? [])
      .filter((dialogue) => dialogue.intake && dialogue.step.scope !== by && dialogue.end("superseded"));
    return Promise.all(ended.map(({ left }) => left)).then(() => {});
  }

  /** Ends all of them, and every one that is opened from now on: nobody will answer any more. */
  close(reason: DialogueEnd): void {
    this.#closed = reason;
    for (const stack of [...this.#open.values()]) for (const dialogue of stack) dialogue.end(reason);
  }
}

function keyOf(account: string, conversation: Conversation): string {
  return `${account} ${conversationId(conversation)}`;
}
