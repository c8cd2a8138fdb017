import {
  action,
  type ActionContext,
  command,
  type CommandContext,
  type Context,
  inject,
  type Json,
  lazySchema,
  middleware,
  type Next,
  type Outgoing,
  plugin,
  type PluginLifecycle,
  showInPlace,
  Translations,
} from "@portico/bot";
import { z } from "zod";
import type { SettingPages } from "./setting_pages.ts";
import { SettingError, type SettingField, SettingsManager } from "./settings_manager.ts";
import type { SettingName } from "./settings_menu.ts";
import { StoredSettings } from "./stored_settings.ts";
import { StoredUserContexts } from "./stored_user_contexts.ts";
import { UserContextManager } from "./user_context_manager.ts";
import en from "./texts/en.ftl" with { type: "text" };
import ru from "./texts/ru.ftl" with { type: "text" };

const settingName = lazySchema(() => z.object({ plugin: z.string(), field: z.string() }));
const settingValue = lazySchema(() => z.object({ plugin: z.string(), field: z.string(), value: z.json() }));

/** Further outside than whatever speaks to people, so that all of it speaks their language. */
const LANGUAGE_PRIORITY = 1_000;

/** `/settings` and `/language`, and the language of every reply. */
@plugin({
  name: "settings",
  provides: [
    { token: SettingsManager, useClass: StoredSettings },
    { token: UserContextManager, useClass: StoredUserContexts },
  ],
  texts: { en, ru },
})
@inject(SettingsManager, UserContextManager, Translations)
export class SettingsPlugin implements PluginLifecycle {
  #unfollow: (() => void) | undefined;
  #pages: Promise<SettingPages> | undefined;

  /** Built by the kernel. */
  constructor(
    private readonly settings: SettingsManager,
    private readonly users: UserContextManager,
    private readonly translations: Translations,
  ) {}

  /** Lets those speak the language of an account who have no context of it. */
  start(): void {
    this.#unfollow = this.translations.follow((account) => this.users.language(account));
  }

  /** What people have chosen can't be asked any more. */
  stop(): void {
    this.#unfollow?.();
  }

  /** The account's own language instead of the platform's. Without I/O for an account that was here lately. */
  @middleware({ priority: LANGUAGE_PRIORITY })
  speak(ctx: Context, next: Next): Promise<void> {
    const language = this.users.cachedLanguage(ctx.account.id);
    if (language === null) return this.#speakLater(ctx, next);
    if (language !== undefined) ctx.language = this.translations.pick(language);
    return next();
  }

  /** `/settings`, `/settings plugin`, `/settings setting [value]`, `/settings reset [setting or plugin]`. */
  @command("settings")
  async show(ctx: CommandContext): Promise<void> {
    const [word, name = ""] = ctx.args;
    const { menu, input } = await this.#load();
    if (word === undefined) return await this.#reply(ctx, menu.page(ctx.account.id, ctx.language));
    if (word.toLowerCase() === "reset") return await this.#resetNamed(ctx, name);
    const fields = this.#find(word);
    if (fields.length === 0 && this.settings.fields(word).length > 0) {
      return await this.#reply(ctx, menu.page(ctx.account.id, ctx.language, word));
    }
    const field = await this.#onlyOne(ctx, word, fields);
    if (field === undefined) return;
    // Several words are taken as they were written: a text may have quotes and spaces of its own.
    const text = ctx.args.length === 2 ? name : ctx.rest.slice(ctx.rest.indexOf(word) + word.length).trim();
    if (text === "") return await this.#reply(ctx, menu.setting(ctx.account.id, ctx.language, field));
    const { value, problem } = await input.read(ctx.account.id, field, text, ctx.language);
    if (problem !== undefined) return void await ctx.reply(ctx.t("not-saved", { problem }));
    await this.#save(field, value, ctx);
    await ctx.reply(await this.#saved(ctx, field, value));
  }

  /** Back to all settings, or to those of one plugin. */
  @action("page", { payload: lazySchema(() => z.object({ plugin: z.string().optional() })) })
  async showPage(ctx: ActionContext<{ plugin?: string }>): Promise<void> {
    const { menu } = await this.#load();
    await showInPlace(ctx, await menu.page(ctx.account.id, ctx.language, ctx.payload.plugin));
  }

  /** One setting. */
  @action("show", { payload: settingName })
  async showSetting(ctx: ActionContext<SettingName>): Promise<void> {
    const field = await this.#pressed(ctx);
    if (field === undefined) return;
    const { menu } = await this.#load();
    await showInPlace(ctx, await menu.setting(ctx.account.id, ctx.language, field));
  }

  /** Sets a setting to the value of the button. */
  @action("put", { payload: settingValue })
  async put(ctx: ActionContext<SettingName & { value: Json }>): Promise<void> {
    const field = await this.#pressed(ctx);
    if (field === undefined) return;
    try {
      await this.#save(field, ctx.payload.value, ctx);
    } catch (error) {
      if (!(error instanceof SettingError)) throw error;
      const title = (await this.#load()).words.title(ctx.language, field);
      const problem = ctx.t("invalid-because", { title, problem: error.detail });
      return await this.#changeTo(ctx, field, ctx.t("not-saved", { problem }));
    }
    await this.#changeTo(ctx, field, await this.#saved(ctx, field, ctx.payload.value));
  }

  /** Asks for the value of a setting that no button has. */
  @action("change", { payload: settingName })
  async change(ctx: ActionContext<SettingName>): Promise<void> {
    const field = await this.#pressed(ctx);
    if (field === undefined) return;
    const { account, language } = ctx;
    const { words, input } = await this.#load();
    const title = words.title(language, field);
    const question = ctx.t("ask-value", { title, expects: words.expects(language, field) });
    const value = await ctx.ask(question, { answer: input.answer(account.id, field, language) });
    await this.#save(field, value, ctx);
    await this.#changeTo(ctx, field, await this.#saved(ctx, field, value));
  }

  /** Forgets what the account has set. */
  @action("reset", { payload: settingName })
  async reset(ctx: ActionContext<SettingName>): Promise<void> {
    const field = await this.#pressed(ctx);
    if (field !== undefined) await this.#changeTo(ctx, field, await this.#reset(ctx, field));
  }

  /** `/language` and `/language ru`; `/language auto` goes back to what the platform says. */
  @command("language")
  async showLanguages(ctx: CommandContext): Promise<void> {
    const asked = ctx.rest.trim();
    const { languages } = await this.#load();
    if (asked === "") {
      const own = await this.users.language(ctx.account.id);
      return void await ctx.reply(languages.page(ctx.language, own !== undefined));
    }
    const language = asked.toLowerCase() === "auto" ? null : languages.find(asked);
    if (language === undefined) return void await ctx.reply(languages.unknown(ctx.language, asked));
    await ctx.reply(await this.#speakFromNowOn(ctx, language));
  }

  /** Sets the language of the button; without one, the platform's counts again. */
  @action("language", { payload: lazySchema(() => z.string().nullable()) })
  async chooseLanguage(ctx: ActionContext<string | null>): Promise<void> {
    const language = ctx.payload === null ? null : this.translations.pick(ctx.payload);
    const note = await this.#speakFromNowOn(ctx, language);
    const { languages } = await this.#load();
    const page = languages.page(ctx.language, language !== null);
    await showInPlace(ctx, { ...page, text: `${note}\n\n${page.text}` });
  }

  async #speakLater(ctx: Context, next: Next): Promise<void> {
    const language = await this.users.language(ctx.account.id);
    if (language !== undefined) ctx.language = this.translations.pick(language);
    await next();
  }

  /** Sets the account's language and says so in it. */
  async #speakFromNowOn(ctx: Context, language: string | null): Promise<string> {
    await this.users.setLanguage(ctx.account.id, language ?? undefined);
    ctx.language = language ?? this.translations.pick(ctx.event.sender.language);
    return ctx.t(language === null ? "language-auto" : "language-saved");
  }

  async #resetNamed(ctx: CommandContext, name: string): Promise<void> {
    const fields = name === "" ? [] : this.#find(name);
    if (fields.length === 0 && (name === "" || this.settings.fields(name).length > 0)) {
      const count = await this.settings.reset(ctx.account.id, name === "" ? undefined : name);
      return void await ctx.reply(ctx.t("reset-all", { count }));
    }
    const field = await this.#onlyOne(ctx, name, fields);
    if (field !== undefined) await ctx.reply(await this.#reset(ctx, field));
  }

  async #reset(ctx: Context, field: SettingField): Promise<string> {
    const count = await this.settings.reset(ctx.account.id, field.plugin, field.field);
    return ctx.t(count > 0 ? "reset-done" : "reset-was-default", await this.#say(ctx, field, field.default));
  }

  /** The settings a name may mean: `plugin.field`, or the field alone. */
  #find(name: string): readonly SettingField[] {
    const wanted = name.toLowerCase();
    return this.settings.fields().filter(({ plugin, field }) =>
      [`${plugin}.${field}`, field].some((known) => known.toLowerCase() === wanted)
    );
  }

  async #onlyOne(ctx: Context, name: string, fields: readonly SettingField[]): Promise<SettingField | undefined> {
    if (fields.length === 1) return fields[0];
    const names = fields.map(({ plugin, field }) => `${plugin}.${field}`).join(", ");
    await ctx.reply(
      fields.length === 0 ? ctx.t("unknown-setting", { name }) : ctx.t("ambiguous-setting", { name, names }),
    );
  }

  /** The setting a button was made for; tells when it is gone. */
  async #pressed(ctx: ActionContext<SettingName>): Promise<SettingField | undefined> {
    const { plugin, field } = ctx.payload;
    const found = this.settings.fields(plugin).find((known) => known.field === field);
    if (found === undefined) await showInPlace(ctx, { text: ctx.t("setting-gone") });
    return found;
  }

  async #save({ plugin, field }: SettingField, value: Json, ctx: Context): Promise<void> {
    await this.settings.set(ctx.account.id, plugin, field, value);
  }

  async #saved(ctx: Context, field: SettingField, value: Json): Promise<string> {
    return ctx.t("saved", await this.#say(ctx, field, value));
  }

  async #say(
    { language }: Context,
    field: SettingField,
    value: Json | undefined,
  ): Promise<{ title: string; value: string }> {
    const { words } = await this.#load();
    return { title: words.title(language, field), value: words.markdown(language, field, value) };
  }

  #load(): Promise<SettingPages> {
    return this.#pages ??= import("./setting_pages.ts").then(({ settingPages }) =>
      settingPages(this.settings, this.translations)
    );
  }

  async #reply(ctx: Context, content: Promise<Outgoing>): Promise<void> {
    await ctx.reply(await content);
  }

  async #changeTo(ctx: ActionContext<unknown>, field: SettingField, note: string): Promise<void> {
    const { menu } = await this.#load();
    await showInPlace(ctx, await menu.setting(ctx.account.id, ctx.language, field, note));
  }
}
