import {
  Clock,
  inject,
  type Logger,
  messageOf,
  PacedProgress,
  plugin,
  PluginLog,
  Translations,
  UserError,
} from "@portico/bot";
import { type Batch, type BatchContext, mode } from "../aggregation/mod.ts";
import { ConversationContextManager } from "../conversation/mod.ts";
import { Model } from "../model/mod.ts";
import { NoteButtons } from "../vault/mod.ts";
import { ASK_WINDOW, AskConfig } from "./config.ts";
import type { Question } from "./question.ts";
import { type Answer, type Asker, QuestionAnsweringService } from "./question_answering_service.ts";
import en from "./texts/en.ftl" with { type: "text" };
import ru from "./texts/ru.ftl" with { type: "text" };

/** Answers what people ask from their own notes. */
@plugin({ name: "ask", config: AskConfig, provides: [QuestionAnsweringService], texts: { en, ru } })
@inject(QuestionAnsweringService, ConversationContextManager, Model, NoteButtons, Translations, Clock, PluginLog)
export class AskPlugin {
  /** Built by the kernel. */
  constructor(
    private readonly service: QuestionAnsweringService,
    private readonly conversations: ConversationContextManager,
    private readonly model: Pick<Model, "info">,
    private readonly buttons: NoteButtons,
    private readonly translations: Translations,
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {}

  /** A batch is one question. An edit of it asks again. */
  @mode("ask", { window: ASK_WINDOW })
  async answer(batch: Batch, ctx: BatchContext): Promise<void> {
    const { readQuestion } = await import("./question.ts");
    const question = readQuestion(batch.messages);
    if (question.kind !== "asked") {
      // A photo that comes late belongs to a question that was answered.
      if (batch.amends !== undefined) return;
      const { noQuestionText } = await import("./ask_problem.ts");
      return void await ctx.reply(noQuestionText(ctx, question));
    }
    const answer = await this.#ask(question, batch, ctx);
    const { answerCard } = await import("./answer_card.ts");
    await ctx.reply(answerCard(ctx, answer, (notes) => this.buttons.rows(ctx, notes)));
    await this.#remember(answer, batch, ctx);
  }

  /** The answer is a step: a handler that runs again has it, or has the model asked once more where it had not come to its end. */
  async #ask(question: Question, { account, conversation }: Batch, ctx: BatchContext): Promise<Answer> {
    using progress = new PacedProgress(ctx, this.clock);
    // Without a model the answer is there before anybody could read that it is looked for.
    const isShown = !this.model.info.offline;
    if (isShown) progress.show(ctx.t("looking"));
    const asker: Asker = {
      account,
      conversation,
      language: ctx.language,
      signal: ctx.signal,
      ...(isShown ? { onText: (shown) => progress.show(shown) } : {}),
    };
    try {
      return await ctx.once<Answer>("answer", () => this.service.answer(question, asker), { inDoubt: "rerun" });
    } catch (error) {
      const { explained } = await import("./ask_problem.ts");
      const told = explained(ctx, error, this.translations);
      if (told instanceof UserError) this.log.info("No answer: {reason}", { reason: messageOf(error) });
      throw told;
    }
  }

  async #remember(answer: Answer, batch: Batch, ctx: BatchContext): Promise<void> {
    const [{ withoutCitations }, { saidIn }] = await Promise.all([
      import("./written_answer.ts"),
      import("./question.ts"),
    ]);
    const asked = saidIn(batch.messages);
    const said = answer.kind === "nothing" ? ctx.t("nothing") : withoutCitations(answer.text);
    await this.conversations.remember(batch.account, batch.conversation, batch.id, [
      { role: "user", text: asked, at: batch.createdAt },
      { role: "assistant", text: said, at: batch.createdAt },
    ]);
  }
}
