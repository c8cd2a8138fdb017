import { codeSpan, type Json, type Translations, valueWords } from "@portico/bot";
import type { SettingField } from "./settings_manager.ts";

const OWN = "settings";

/**
 * Says in a language what a setting is called, what it takes, and what its value is. A plugin's own texts come first (`setting-<field>`, its
 * attributes `.description` and, for a number, `.unit` (the whole value, of `$value`), `setting-<field>-<choice>`), then its schema's title and description, then bare names.
 */
export class SettingWords {
  constructor(private readonly translations: Translations) {}

  /** A text of the settings plugin. */
  t(language: string, id: string, args?: Readonly<Record<string, string | number>>): string {
    return this.translations.t(OWN, language, id, args);
  }

  /** A plugin's heading. */
  plugin(language: string, plugin: string): string {
    return this.#own(plugin, language, "plugin-title") ?? plugin;
  }

  title(language: string, { plugin, field, title }: SettingField): string {
    return this.#own(plugin, language, `setting-${field}`) ?? title ?? titleOf(field);
  }

  description(language: string, { plugin, field, description }: SettingField): string | undefined {
    return this.#own(plugin, language, `setting-${field}.description`) ?? description;
  }

  /** A value on a button or in a plain line. */
  value(language: string, { plugin, field, kind }: SettingField, value: Json | undefined): string {
    if (value === undefined || value === null || value === "") return this.t(language, "value-none");
    if (typeof value === "boolean") return this.t(language, value ? "value-on" : "value-off");
    if (kind === "choice") return this.#own(plugin, language, `setting-${field}-${String(value)}`) ?? String(value);
    if (typeof value === "number") {
      return this.#own(plugin, language, `setting-${field}.unit`, { value }) ??
        new Intl.NumberFormat(language, { maximumFractionDigits: 20 }).format(value);
    }
    if (typeof value === "string") return value;
    if (Array.isArray(value)) return value.length === 0 ? this.t(language, "value-none") : value.map(String).join(", ");
    return JSON.stringify(value);
  }

  /** A value in Markdown: what somebody typed is shown as it is and formats nothing. */
  markdown(language: string, field: SettingField, value: Json | undefined): string {
    const text = this.value(language, field, value);
    return field.kind === "text" || field.kind === "list" ? codeSpan(text) : `**${text}**`;
  }

  /** What may be given, such as "a whole number from 1 to 10". */
  expects(language: string, field: SettingField): string {
    const choices = field.choices.map((choice) => {
      const label = this.value(language, field, choice);
      return label === String(choice) ? label : `${String(choice)} (${label})`;
    });
    return valueWords(this.translations, language, field, choices);
  }

  /** The words that mean on or off. */
  switchWords(language: string, on: boolean): readonly string[] {
    return this.t(language, on ? "words-on" : "words-off").split(/\s+/);
  }

  #own(plugin: string, language: string, id: string, args?: Readonly<Record<string, number>>): string | undefined {
    return this.translations.has(plugin, id) ? this.translations.t(plugin, language, id, args) : undefined;
  }
}

/** "Max wait" for `maxWait`: better than a bare name where nobody has given it a title. */
function titleOf(field: string): string {
  const words = field.replace(/([a-z0-9])([A-Z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`)
    .replace(/[_-]+/g, " ").trim();
  return words === "" ? field : words[0].toUpperCase() + words.slice(1);
}
