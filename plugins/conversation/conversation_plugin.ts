import { command, type CommandContext, inject, plugin } from "@portico/bot";
import { ConversationConfig } from "./config.ts";
import { ConversationContextManager } from "./conversation_context_manager.ts";
import { StoredConversations } from "./stored_conversations.ts";
import en from "./texts/en.ftl" with { type: "text" };
import ru from "./texts/ru.ftl" with { type: "text" };

/** Remembers conversations, for the modes that answer; shows and forgets what it remembers. */
@plugin({
  name: "conversation",
  config: ConversationConfig,
  services: [StoredConversations],
  provides: [{ token: ConversationContextManager, useClass: StoredConversations }],
  texts: { en, ru },
})
@inject(ConversationContextManager)
export class ConversationPlugin {
  /** Built by the kernel. */
  constructor(private readonly conversations: ConversationContextManager) {}

  /** What is remembered here. Waits for the answers before it, which belong to it. */
  @command("context", { lane: "work" })
  async show(ctx: CommandContext): Promise<void> {
    const { contextPage } = await import("./context_page.ts");
    const messages = await this.conversations.recall(ctx.account.id, ctx.conversation);
    const size = await this.conversations.size(ctx.account.id, ctx.conversation);
    await ctx.reply(contextPage(ctx, messages, size));
  }

  /** Forgets it, as a step: a replay says the same number. */
  @command("reset", { lane: "work" })
  async forget(ctx: CommandContext): Promise<void> {
    const reset = () => this.conversations.reset(ctx.account.id, ctx.conversation);
    const count = await ctx.once("reset", reset, { inDoubt: "rerun" });
    await ctx.reply(ctx.t("reset-done", { count }));
  }
}
