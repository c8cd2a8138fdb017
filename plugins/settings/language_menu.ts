import { type Button, CORE_TEXTS, type Outgoing, type Translations } from "@portico/bot";
import type { SettingWords } from "./setting_words.ts";

/** The languages there are, by their own names. */
export class LanguageMenu {
  constructor(private readonly translations: Translations, private readonly words: SettingWords) {}

  /**
   * The tag of the language somebody asked for, by tag (`ru`, `ru-RU`) or by its own name; `undefined` for one there are no texts in.
   */
  find(asked: string): string | undefined {
    const word = asked.trim().toLocaleLowerCase();
    const tags = this.translations.languages;
    return tags.find((tag) => tag.toLocaleLowerCase() === word) ??
      tags.find((tag) => this.#name(tag).toLocaleLowerCase() === word) ??
      tags.find((tag) => tag.toLocaleLowerCase() === word.split(/[-_]/)[0]);
  }

  /** Which language it is, with a button for each there is. `chosen` is false where the platform's counts. */
  page(language: string, chosen: boolean): Outgoing {
    const rows = this.translations.languages.map((tag): Button[] => {
      const value = this.#name(tag);
      const current = chosen && tag === language;
      return [{
        text: current ? this.words.t(language, "button-choice-current", { value }) : value,
        action: { name: "settings.language", payload: tag },
      }];
    });
    if (chosen) {
      const text = this.words.t(language, "button-language-auto");
      rows.push([{ text, action: { name: "settings.language", payload: null } }]);
    }
    const text = this.words.t(language, chosen ? "language-title" : "language-title-auto", {
      language: this.#name(language),
    });
    return { text, buttons: rows };
  }

  /** Says which languages there are instead of the one asked for. */
  unknown(language: string, asked: string): string {
    const tags = this.translations.languages;
    const languages = new Intl.ListFormat(language).format(tags.map((tag) => `${this.#name(tag)} (${tag})`));
    return this.words.t(language, "language-unknown", { language: asked, languages, example: tags[0] });
  }

  /** A language's name in itself. */
  #name(tag: string): string {
    return this.translations.t(CORE_TEXTS, tag, "language-name");
  }
}
