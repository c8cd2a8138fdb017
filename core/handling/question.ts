/** A question to a person that survives a restart, and which events are its answers. */
import type { Capabilities } from "../chat/adapter.ts";
import type { BotPort, Outgoing } from "../chat/bot_port.ts";
import type { AskOptions } from "./context.ts";
import type { Dialogue, DialogueAnswer } from "./dialogues.ts";
import { DialogueEnded } from "../errors.ts";
import type { Target } from "./dispatcher.ts";
import type { BotEvent, Conversation } from "../chat/events.ts";
import { type KeptQuestion, KeptQuestions } from "./kept_questions.ts";
import type { BaseContext, ContextServices } from "./handler_context.ts";
import type { Json } from "../json.ts";
import type { JournalEntry, StepName } from "../store/store.ts";
import { issuesOfText, validate } from "../schemas/schema_check.ts";
import { valueWords } from "../schemas/value_shape.ts";

/** Name of the kernel's own action, by which a choice's button answers. */
const ANSWER_ACTION = "core.answer";

const FIVE_MINUTES = 5 * 60_000;

/** The payload of a choice's button. */
type ChoicePayload = { readonly scope: string; readonly step: string; readonly value: string };

/** What becomes of a question that was open at the end of the last run. `undefined` where it still stands for whoever was asked. */
export function questionsAtStart(
  bot: Pick<BotPort, "capabilities">,
  { platform }: Pick<Conversation, "platform">,
): Capabilities["questionsAtStart"] {
  try {
    return bot.capabilities(platform).questionsAtStart;
  } catch {
    return undefined; // the platform is not open in this run: nobody is there to be shown anything
  }
}

/**
 * Runs one `ctx.ask`. Each part is a step of its unit: the question (sent again rather than lost when that was in doubt), its expiry, and every
 * answer, so that a replay neither asks twice nor forgets what was said.
 */
export class Question<T> {
  readonly #open: KeptQuestions;

  constructor(
    private readonly ctx: BaseContext,
    private readonly services: ContextServices,
    private readonly step: string,
    private readonly question: string | Outgoing,
    private readonly options: AskOptions<T>,
  ) {
    this.#open = new KeptQuestions(services.store);
  }

  /**
   * Monotonic time at which nobody waits any more. The wall time is for a restart only: a clock that was set must neither end a question early nor keep
   * it, and with it what waits behind it, open for a day.
   */
  #endOf(expiresAt: number): number {
    const { clock } = this.services;
    return clock.monotonic() + Math.min(this.#lifetime, Math.max(0, expiresAt - clock.now()));
  }

  get #lifetime(): number {
    return this.options.expires ?? FIVE_MINUTES;
  }

  /** Resolves with the checked answer. @throws {DialogueEnded} */
  async answer(): Promise<T | string> {
    const { store, clock } = this.services;
    const { unit } = this.ctx.run.subject;
    const expiresAt = await store.once(unit, `${this.step}:expiry`, () => {
      return clock.now() + this.#lifetime;
    }, { inDoubt: "rerun" });
    const end = this.#endOf(expiresAt);
    return await this.ctx.run.pauseForPerson(async () => {
      let content = this.#withChoices(this.question);
      for (let attempt = 1;; attempt++) {
        const text = await this.#attempt(attempt, content, end);
        const checked = await this.#check(text);
        if ("value" in checked) return checked.value;
        content = this.#withChoices(this.services.translations.t("core", this.ctx.language, "answer-invalid", {
          problem: checked.problem,
        }));
      }
    });
  }

  /** Checks an answer by its schema; without one, the choices are all there is, by their values or by what their buttons say. */
  async #check(text: string): Promise<{ readonly value: T | string } | { readonly problem: string }> {
    const { services: { translations }, ctx: { language }, options: { answer, choices } } = this;
    if (answer !== undefined) {
      return await validate(answer, text, language, issuesOfText(answer, text, translations, language));
    }
    const offered = choices?.flat() ?? [];
    if (offered.length === 0) return { value: text };
    const same = (one: string) => one.trim().toLowerCase() === text.trim().toLowerCase();
    const chosen = offered.find(({ value }) => value === text) ??
      offered.find((choice) => same(choice.value) || same(choice.text));
    if (chosen !== undefined) return { value: chosen.value };
    const shape = { kind: "choice", choices: offered.map((choice) => choice.text) } as const;
    return {
      problem: translations.t("core", language, "answer-wrong", {
        expects: valueWords(translations, language, shape),
      }),
    };
  }

  /** Sends the question or what was wrong with the answer, and waits. */
  async #attempt(attempt: number, content: Outgoing, end: number): Promise<string> {
    const { store, dialogues, clock } = this.services;
    const { run, account, conversation } = this.ctx;
    const { unit } = run.subject;
    const step = `${this.step}:${attempt}`;
    const question: KeptQuestion = {
      account: account.id,
      conversation,
      step: { scope: unit, step: this.step },
      intake: run.subject.lane === "intake",
      hasChoices: this.options.choices !== undefined,
    };
    if (question.intake) await dialogues.supersede(account.id, conversation, unit);
    // Open before the question is out, so that no answer comes too early.
    const dialogue = dialogues.open(question);
    let isShown = false;
    const show = async (shown: Outgoing) => {
      await this.services.bot.send(conversation, shown, { for: account.id, signal: run.signal });
      isShown = true;
    };
    try {
      await store.once(unit, `${step}:sent`, async () => {
        this.ctx.acknowledge();
        await this.#open.keep(question, clock.now() + end - clock.monotonic());
        await show(content);
      }, { inDoubt: "rerun" });
      const answer = await store.once(unit, step, async () => {
        dialogues.resume(dialogue);
        if (!isShown && dialogue.isOpen && clock.monotonic() < end) await this.#resume(show);
        return await this.#wait(dialogue, end);
      }, { inDoubt: "rerun" });
      // Behind the answer in the order of commits: a crash between the two leaves an event that the replay brings to here again.
      dialogues.forgetReplayed(answer.event);
      void store.journal.settle(answer.event).catch((error) => this.#report(error));
      this.#forget(dialogue.step);
      return answer.text;
    } catch (error) {
      if (!(error instanceof DialogueEnded)) throw error;
      if (error.reason !== "stopping" && error.reason !== "input-ended") this.#forget(dialogue.step);
      if (error.reason === "superseded") await this.#tellSuperseded();
      throw error;
    } finally {
      dialogue.leave();
    }
  }

  async #wait(dialogue: Dialogue, end: number): Promise<DialogueAnswer> {
    const deadline = this.services.deadlines.at(end, () => dialogue.end("expired"));
    const { run } = this.ctx;
    const { signal } = this.options;
    const abort = () => dialogue.end("stopping");
    const cancel = () => dialogue.end("cancelled");
    run.signal.addEventListener("abort", abort, { once: true });
    signal?.addEventListener("abort", cancel, { once: true });
    try {
      if (run.isAborted) throw new DialogueEnded("stopping");
      if (signal?.aborted) throw new DialogueEnded("cancelled");
      return await dialogue.answered;
    } finally {
      deadline.cancel();
      run.signal.removeEventListener("abort", abort);
      signal?.removeEventListener("abort", cancel);
    }
  }

  /** At once, not when the unit's turn has come again: above the answer of what has closed the question. */
  async #tellSuperseded(): Promise<void> {
    const { bot, translations } = this.services;
    const { account, conversation, language, log } = this.ctx;
    const text = translations.t("core", language, "dialogue-superseded");
    await bot.send(conversation, text, { for: account.id }).catch((error) =>
      log.warn("The person could not be told that the question is closed: {error}", { error })
    );
  }

  /** It was asked before a restart. @throws {DialogueEnded} where nobody who could answer knows of it. */
  async #resume(show: (content: Outgoing) => Promise<void>): Promise<void> {
    const questions = questionsAtStart(this.services.bot, this.ctx.conversation);
    if (questions === "give-up") throw new DialogueEnded("input-ended");
    if (questions === "ask-again") await show(this.#withChoices(this.question));
  }

  #withChoices(content: string | Outgoing): Outgoing {
    const outgoing = typeof content === "string" ? { text: content } : content;
    const { choices } = this.options;
    if (choices === undefined) return outgoing;
    const scope = this.ctx.run.subject.unit;
    const rows = choices.map((row) =>
      row.map(({ text, value }) => ({
        text,
        action: { name: ANSWER_ACTION, payload: { scope, step: this.step, value } satisfies ChoicePayload },
      }))
    );
    return { ...outgoing, buttons: [...outgoing.buttons ?? [], ...rows] };
  }

  /** What is left of it, where that fails, goes by itself when the question expires. */
  #forget(step: StepName): void {
    this.#open.forget(step).catch((error) => this.ctx.log.warn("A question is kept as open: {error}", { error }));
  }

  #report(error: unknown): void {
    this.ctx.log.error("The answer's event could not be settled and will be answered again: {error}", { error });
  }
}

/** An answer is a plain text. Files, forwards and albums are things to keep, whatever question is open. */
export function canAnswer(event: BotEvent): boolean {
  return event.kind === "message" && event.attachments.length === 0 && event.origin === undefined &&
    event.album === undefined && event.text.trim() !== "";
}

/** A button of the kernel's own: a choice beneath a question. */
export function isChoice(target: Target): boolean {
  return target.type === "action" && target.press.outcome === "found" && target.press.call.name === ANSWER_ACTION;
}

/** An answer, and the question it is to. */
export interface Answer {
  readonly step: StepName;
  readonly text: string;
}

/** Which question an event answers, and with what. */
export function answerOf(
  target: Target,
  entry: Pick<JournalEntry, "answers">,
): Answer | undefined {
  if (target.type === "action" && target.press.outcome === "found" && target.press.call.name === ANSWER_ACTION) {
    return readChoice(target.press.call.payload);
  }
  if (target.type === "on" && entry.answers !== undefined) {
    return { step: entry.answers, text: plainText(target.event.text) };
  }
  return undefined;
}

/** ASCII punctuation behind a backslash: https://spec.commonmark.org/0.31.2/#backslash-escapes */
const ESCAPED = /\\([!-/:-@[-`{-~])/g;

/** An answer is a name, a number, some words: what a platform had to escape, lest it be Markdown, is meant as it was typed. */
function plainText(markdown: string): string {
  return markdown.replace(ESCAPED, "$1");
}

function readChoice(payload: Json | undefined): Answer | undefined {
  if (typeof payload !== "object" || payload === null || !("scope" in payload)) return undefined;
  const { scope, step, value } = payload;
  if (typeof scope !== "string" || typeof step !== "string" || typeof value !== "string") return undefined;
  return { step: { scope, step }, text: value };
}
