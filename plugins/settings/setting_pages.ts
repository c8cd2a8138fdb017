/** What people see of their settings, loaded when somebody asks. */
import type { Translations } from "@portico/bot";
import { LanguageMenu } from "./language_menu.ts";
import { SettingInput } from "./setting_input.ts";
import { SettingWords } from "./setting_words.ts";
import type { SettingsManager } from "./settings_manager.ts";
import { SettingsMenu } from "./settings_menu.ts";

/** Menus, words and the reading of what is typed. */
export interface SettingPages {
  readonly menu: SettingsMenu;
  readonly input: SettingInput;
  readonly words: SettingWords;
  readonly languages: LanguageMenu;
}

/** Makes them. */
export function settingPages(settings: SettingsManager, translations: Translations): SettingPages {
  const words = new SettingWords(translations);
  return {
    menu: new SettingsMenu(settings, words),
    input: new SettingInput(settings, words),
    words,
    languages: new LanguageMenu(translations, words),
  };
}
