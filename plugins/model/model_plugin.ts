import { command, type CommandContext, inject, plugin, Translations } from "@portico/bot";
import { ConfiguredModel } from "./configured_model.ts";
import { Model } from "./model.ts";
import { ModelConfig } from "./model_config.ts";
import { explainModelError, MODEL } from "./model_error.ts";
import en from "./texts/en.ftl" with { type: "text" };
import ru from "./texts/ru.ftl" with { type: "text" };

/** Offers the `Model` that is configured, and tells how it is. */
@plugin({
  name: MODEL,
  config: ModelConfig,
  provides: [{ token: Model, useClass: ConfiguredModel }],
  texts: { en, ru },
})
@inject(Model, Translations)
export class ModelPlugin {
  /** Built by the kernel. */
  constructor(private readonly model: Model, private readonly translations: Translations) {}

  /** Which model answers, how the last call went, and what the account has used. */
  @command("model")
  async show(ctx: CommandContext): Promise<void> {
    const { info, last } = this.model;
    if (info.offline) return void await ctx.reply(ctx.t("model-offline"));
    const usage = await this.model.usage(ctx.account.id);
    const outcome = () => {
      if (last === undefined) return ctx.t("model-never");
      const at = new Date(last.at);
      if (last.error === undefined) return ctx.t("model-reached", { at });
      // How long this account has to wait is no news about the model.
      const problem = explainModelError({ code: last.error.code, retryAt: undefined }, ctx.language, this.translations);
      return ctx.t("model-failed", { at, problem });
    };
    const lines = [
      outcome(),
      ctx.t("model-window", { tokens: info.window }),
      ctx.t("model-calls", { calls: usage.calls, limit: usage.callsPerMinute }),
      ctx.t("model-tokens", { tokens: usage.tokens, limit: usage.tokensPerDay }),
      ...usage.cost === undefined ? [] : [ctx.t("model-cost", { cost: usage.cost })],
    ];
    const title = ctx.t("model-title", { name: `\`${info.name.replaceAll("`", "'")}\`` });
    await ctx.reply(`${title}\n\n${lines.map((line) => `- ${line}`).join("\n")}`);
  }
}
