import { Clock, type Conversation, inject, secrets } from "@portico/bot";
import { type ContextMessage, ConversationContextManager } from "../conversation/mod.ts";
import { Model, ModelError } from "../model/mod.ts";
import { type Passage, Vaults } from "../vault/mod.ts";
import type { AskPrompt } from "./prompt.ts";
import type { Question } from "./question.ts";

/** A note that an answer stands on. */
export type AnswerSource = {
  /** As in `Note.id`. */
  readonly id: string;
  /** As in `Note.title`. */
  readonly title: string;
  /** Wall time in milliseconds. */
  readonly created: number;
};

/** What came of a question. Plain data. */
export type Answer =
  /** The notes say nothing about it. */
  | { readonly kind: "nothing" }
  /** Markdown, in which `[1]` is the first of the sources. */
  | { readonly kind: "answered"; readonly text: string; readonly sources: readonly AnswerSource[] };

/** Who asks, and where. */
export interface Asker {
  /** Id of the account whose notes are asked, and none else. */
  readonly account: string;
  /** Where; what was said there before is known. */
  readonly conversation: Conversation;
  /** The language of what they read around an answer, such as `en`. */
  readonly language: string;
  /** Ends the answer. */
  readonly signal: AbortSignal;
  /** Called when more of the answer is written, with what tells as much of it as can be shown by then, numbers checked. */
  readonly onText?: (shown: () => string | undefined) => void;
}

/** Passages that the model is given. */
const PASSAGES = 8;
/** Tokens that an answer may have, with what a model thinks before it. */
const ANSWER = 4_000;
/** Tokens of the conversation so far that the model is given at most. */
const EARLIER = 1_000;

/** Answers questions from the notes of who asks. */
@inject(Vaults, Model, ConversationContextManager, Clock)
export class QuestionAnsweringService {
  /** Built by the kernel. */
  constructor(
    private readonly vaults: Pick<Vaults, "of">,
    private readonly model: Pick<Model, "info" | "for" | "countTokens">,
    private readonly conversations: Pick<ConversationContextManager, "recall">,
    private readonly clock: Pick<Clock, "now">,
  ) {}

  /**
   * Looks for what the notes say, and has the model answer from it; where they say nothing, no model is asked.
   *
   * @throws {ModelError} there is no answer.
   * @throws {VaultError} the notes can't be searched.
   */
  async answer(question: Question, asker: Asker): Promise<Answer> {
    const { window } = this.model.info;
    const tokens = Math.min(ANSWER, Math.floor(window / 4));
    const earlier = await this.conversations.recall(
      asker.account,
      asker.conversation,
      Math.min(EARLIER, Math.floor(window / 8)),
    );
    const { queryOf } = await import("./follow_up.ts");
    const query = queryOf(question, earlier);
    const found = await this.vaults.of(asker.account).passages(query, { limit: PASSAGES, now: this.clock.now() });
    if (found.length === 0) return { kind: "nothing" };
    const { prompt, passages } = await this.#prompt(question, found, earlier, asker.language, window - tokens);
    return await this.#write(prompt, passages, tokens, asker);
  }

  async #write(prompt: AskPrompt, passages: readonly Passage[], tokens: number, asker: Asker): Promise<Answer> {
    const [{ readAnswer }, written] = await Promise.all([import("./answer_stream.ts"), import("./written_answer.ts")]);
    const { account, signal, onText } = asker;
    const notes = passages.map(({ note }) => note.id);
    const model = await this.model.for({ account, purpose: "ask" });
    const { text, isCut } = await readAnswer(model, prompt, {
      tokens,
      signal,
      onText: (text) => onText?.(() => written.shownSoFar(text, notes)),
    });
    if (written.saysNothing(text)) return { kind: "nothing" };
    const { text: checked, sources } = written.finishedAnswer(secrets.redactSaid(text), isCut, notes);
    if (checked === "") throw new ModelError("broken", "The model wrote nothing but numbers of passages.");
    const byId = new Map(passages.map(({ note: { id, title, created } }) => [id, { id, title, created }]));
    return { kind: "answered", text: checked, sources: sources.flatMap((id) => byId.get(id) ?? []) };
  }

  /** A prompt of at most so many tokens, with as many of the best passages as fit. @throws {ModelError} not even one does. */
  async #prompt(
    question: Question,
    found: readonly Passage[],
    earlier: readonly ContextMessage[],
    language: string,
    limit: number,
  ): Promise<{ readonly prompt: AskPrompt; readonly passages: readonly Passage[] }> {
    const { askingPart, forwardedPart, instructionsOn, messagesOf, passagePart } = await import("./prompt.ts");
    const instructions = instructionsOn(new Date(this.clock.now()), language);
    const fixed = [instructions, ...earlier.map(({ text }) => text), forwardedPart(question), askingPart(question, [])];
    let left = limit - await this.model.countTokens(fixed.join("\n"));
    const passages: Passage[] = [];
    for (const passage of found) {
      left -= await this.model.countTokens(passagePart(passage, passages.length + 1));
      if (left < 0) break;
      passages.push(passage);
    }
    if (passages.length === 0) throw new ModelError("too-long", "The question leaves no room for a passage.");
    return { prompt: { instructions, messages: messagesOf(question, passages, earlier) }, passages };
  }
}
