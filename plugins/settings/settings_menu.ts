import { type Button, type Json, type Outgoing, rowsOf, shorten } from "@portico/bot";
import type { SettingField, SettingsManager } from "./settings_manager.ts";
import type { SettingWords } from "./setting_words.ts";

/** More settings than this are shown plugin by plugin: platforms take about a hundred buttons, people far fewer. */
const PER_PAGE = 24;
/** UTF-16 units of a value on a button. */
const LONGEST = 24;

/** Which setting a button of the menu is for. */
export interface SettingName {
  /** The plugin's name. */
  readonly plugin: string;
  /** The field of its configuration. */
  readonly field: string;
}

/** The messages of `/settings`: a page of settings, and one setting with its buttons. */
export class SettingsMenu {
  constructor(private readonly settings: SettingsManager, private readonly words: SettingWords) {}

  /** All settings by plugin, or those of one plugin. */
  async page(account: string, language: string, plugin?: string): Promise<Outgoing> {
    const fields = this.settings.fields(plugin);
    if (fields.length === 0) return { text: this.words.t(language, "overview-empty") };
    const groups = [...Map.groupBy(fields, (field) => field.plugin)];
    const parts = [this.words.t(language, "overview-title")];
    const buttons: Button[][] = [];
    const whole = fields.length <= PER_PAGE || groups.length === 1;
    for (const [name, members] of groups) {
      const heading = this.words.plugin(language, name);
      if (!whole) {
        buttons.push([{ text: heading, action: { name: "settings.page", payload: { plugin: name } } }]);
        continue;
      }
      const lines = [`**${heading}**`];
      for (const field of members) {
        const title = this.words.title(language, field);
        const value = await this.#own(account, field) ?? field.default;
        const shown = { title, value: this.words.markdown(language, field, value) };
        lines.push(`- ${this.words.t(language, "overview-line", shown)}`);
        const text = this.words.t(language, "button-setting", {
          title,
          value: shorten(this.words.value(language, field, value), LONGEST),
        });
        buttons.push([{ text, action: { name: "settings.show", payload: nameOf(field) } }]);
      }
      parts.push(lines.join("\n"));
    }
    if (plugin !== undefined) buttons.push(this.#back(language));
    return { text: parts.join("\n\n"), buttons };
  }

  /** One setting: what it is, what it takes, what it is now, and buttons to change it. `note` goes above it. */
  async setting(account: string, language: string, field: SettingField, note?: string): Promise<Outgoing> {
    const own = await this.#own(account, field);
    const value = own ?? field.default;
    const shown = { value: this.words.markdown(language, field, value) };
    const lines = [
      note,
      this.words.t(language, "field-title", { title: this.words.title(language, field) }),
      this.words.description(language, field),
      this.words.t(language, "field-expects", { expects: this.words.expects(language, field) }),
      this.words.t(language, own === undefined ? "field-now-default" : "field-now", shown),
      own === undefined ? undefined : this.words.t(language, "field-default", {
        value: this.words.markdown(language, field, field.default),
      }),
      this.words.t(language, "field-name", { example: `\`/settings ${field.plugin}.${field.field} …\`` }),
    ];
    const buttons = this.#changes(language, field, value);
    if (own !== undefined) {
      buttons.push([{
        text: this.words.t(language, "button-reset"),
        action: { name: "settings.reset", payload: nameOf(field) },
      }]);
    }
    buttons.push(this.#back(language));
    return { text: lines.filter((line) => line !== undefined).join("\n\n"), buttons };
  }

  /** The account's own value, as it would be typed. */
  async #own(account: string, { plugin, field }: SettingField): Promise<Json | undefined> {
    return (await this.settings.changed(account, plugin))[field];
  }

  #changes(language: string, field: SettingField, current: Json | undefined): Button[][] {
    const values = field.kind === "boolean" ? [true, false] : field.choices;
    if (values.length === 0) {
      const text = this.words.t(language, "button-change");
      return [[{ text, action: { name: "settings.change", payload: nameOf(field) } }]];
    }
    const buttons = values.map((value): Button => {
      const label = this.words.value(language, field, value);
      const text = value === current ? this.words.t(language, "button-choice-current", { value: label }) : label;
      return { text, action: { name: "settings.put", payload: { ...nameOf(field), value } } };
    });
    return rowsOf(buttons, 2);
  }

  #back(language: string): Button[] {
    return [{ text: this.words.t(language, "button-back"), action: { name: "settings.page", payload: {} } }];
  }
}

/** The part of a field that buttons carry. */
function nameOf({ plugin, field }: SettingField): { readonly plugin: string; readonly field: string } {
  return { plugin, field };
}
