/** The questions that wait for a person's answer. */
import { DialogueEnded } from "../errors.ts";
import { conversationId } from "../chat/events.ts";
import type { Conversation } from "../chat/events.ts";
import type { KeptQuestion } from "./kept_questions.ts";
import type { StepName } from "../store/store.ts";

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
  /** See `KeptQuestion`. */
  readonly step: StepName;
  /** See `KeptQuestion`. */
  readonly intake: boolean;
  /** See `KeptQuestion`. */
  readonly hasChoices: boolean;
  readonly #answer = Promise.withResolvers<DialogueAnswer>();
  readonly #left = Promise.withResolvers<void>();
  #state: "open" | "claimed" | "ended" = "open";
  /** How it has ended. */
  #outcome: DialogueAnswer | DialogueEnd | undefined;
  /** What has taken its place. */
  #successor: Dialogue | undefined;
  /** It has got what was kept for it: an answer of before the restart that is still to be brought back is handed in as soon as it is here. */
  takesReplayed = false;

  /** Opened by `Dialogues.open`, which is what keeps it. */
  constructor(
    { step, intake, hasChoices }: Pick<KeptQuestion, "step" | "intake" | "hasChoices">,
    private readonly close: (dialogue: Dialogue) => void = () => {},
    /** Place in the journal of the unit that has asked, where this stands in for a question of before the restart. */
    readonly place?: number,
  ) {
    this.step = step;
    this.intake = intake;
    this.hasChoices = hasChoices;
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
    if (this.#successor !== undefined) return this.#successor.unclaim();
    if (this.#state === "claimed") this.#state = "open";
  }

  /** Hands in the answer; false when the dialogue has ended meanwhile. */
  answer(answer: DialogueAnswer): boolean {
    if (this.#successor !== undefined) return this.#successor.answer(answer);
    if (this.#state === "ended") return false;
    this.#finish(answer);
    this.#answer.resolve(answer);
    return true;
  }

  /** Ends it without an answer; false when it has ended already. */
  end(reason: DialogueEnd): boolean {
    if (this.#state === "ended") return false;
    this.#finish(reason);
    this.#answer.reject(new DialogueEnded(reason));
    return true;
  }

  /** The event that has answered it. */
  get answeredBy(): string | undefined {
    return typeof this.#outcome === "object" ? this.#outcome.event : undefined;
  }

  /** Lets another one take its place: what has become of this one becomes of that. */
  giveWay(to: Dialogue): void {
    if (typeof this.#outcome === "object") to.answer(this.#outcome);
    else if (this.#outcome !== undefined) to.end(this.#outcome);
    else {
      if (this.#state === "claimed") to.claim();
      this.#successor = to;
      this.#finish();
    }
  }

  #finish(outcome?: DialogueAnswer | DialogueEnd): void {
    this.#state = "ended";
    this.#outcome = outcome;
    this.close(this);
  }
}

/** Every command asks, and hardly ever is a question open. */
const NOBODY_TO_TELL = Promise.resolve();

/** All open dialogues. The newest of an account in a conversation gets the next answer. A DI token. */
export class Dialogues {
  readonly #open = new Map<string, Dialogue[]>();
  /** What stands in for the questions of before a restart until whoever asked them has come there again: by scope. */
  readonly #standIns = new Map<string, Dialogue[]>();
  #closed: DialogueEnd | undefined;

  /** How many are open. */
  get size(): number {
    return this.#open.values().reduce((sum, stack) => sum + stack.length, 0);
  }

  /** Opens a dialogue for a step of a unit, on top of those that are open. One opened after `close` has ended already. */
  open(question: KeptQuestion, place?: number): Dialogue {
    const key = keyOf(question.account, question.conversation);
    const dialogue = new Dialogue(question, (ended) => {
      const stack = this.#open.get(key)?.filter((other) => other !== ended) ?? [];
      if (stack.length === 0) this.#open.delete(key);
      else this.#open.set(key, stack);
    }, place);
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

  /**
   * Opens the question of before a restart before anything comes in: whoever asked it may take a while to come there again, and who was asked knows
   * nothing of that. `resume` puts it in the place of this one.
   *
   * @param place of the unit that has asked it.
   */
  expect(question: KeptQuestion, place: number): void {
    const standIn = this.open(question, place);
    void standIn.answered.catch(() => {}).then(() => standIn.leave()); // nobody tells how it has ended until then
    this.#keep(standIn);
  }

  /** Keeps an answer of before the restart for the question it was given to. */
  keepReplayed(step: StepName, answer: DialogueAnswer): void {
    if (this.#standInOf(step)?.answer(answer)) return;
    const standIn = new Dialogue({ step, intake: false, hasChoices: false });
    standIn.answer(answer);
    this.#keep(standIn);
  }

  /** The question of before the restart has been come to again: what has become of it meanwhile becomes of this one. */
  resume(dialogue: Dialogue): void {
    dialogue.takesReplayed = true;
    const standIn = this.#standInOf(dialogue.step);
    if (standIn === undefined) return;
    this.#dropStandIns((other) => other === standIn);
    standIn.giveWay(dialogue);
  }

  /** The answer that this event carries has been remembered. */
  forgetReplayed(event: string): void {
    this.#dropStandIns(({ answeredBy }) => answeredBy === event);
  }

  /** What the unit has left of the answers kept for it, now that it has ended: keys of events to handle as any other. */
  endReplayed(scope: string): readonly string[] {
    const left = this.#standIns.get(scope) ?? [];
    this.#standIns.delete(scope);
    for (const standIn of left) standIn.end("expired");
    return left.flatMap(({ answeredBy }) => answeredBy ?? []);
  }

  #keep(standIn: Dialogue): void {
    const { scope } = standIn.step;
    this.#standIns.set(scope, [...this.#standIns.get(scope) ?? [], standIn]);
  }

  #standInOf({ scope, step }: StepName): Dialogue | undefined {
    return this.#standIns.get(scope)?.find((standIn) => standIn.step.step === step);
  }

  #dropStandIns(gone: (dialogue: Dialogue) => boolean): void {
    for (const [scope, standIns] of this.#standIns) {
      const left = standIns.filter((standIn) => !gone(standIn));
      if (left.length === 0) this.#standIns.delete(scope);
      else if (left.length < standIns.length) this.#standIns.set(scope, left);
    }
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
   * @param place of that unit in the journal: what it has come before stays as well. Behind all by default.
   * @returns when the person has been told of those that have ended, so that what comes next is read behind that.
   */
  supersede(account: string, conversation: Conversation, by?: string, place: number = Infinity): Promise<void> {
    if (this.#open.size === 0) return NOBODY_TO_TELL;
    const ended = (this.#open.get(keyOf(account, conversation)) ?? [])
      .filter((dialogue) =>
        dialogue.intake && dialogue.step.scope !== by && (dialogue.place ?? 0) < place && dialogue.end("superseded")
      );
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
