import { fitsShape, type Json } from "@portico/bot";
import type { StandardSchemaV1 } from "@standard-schema/spec";
import { SettingError, type SettingField, type SettingsManager } from "./settings_manager.ts";
import type { SettingWords } from "./setting_words.ts";

/** What became of what somebody typed. */
export type TypedValue = { readonly value: Json; readonly problem?: never } | {
  readonly value?: never;
  /** In the person's language, with what the setting takes. */
  readonly problem: string;
};

/** Turns what a person types into a checked value of a setting. */
export class SettingInput {
  constructor(private readonly settings: SettingsManager, private readonly words: SettingWords) {}

  /** Never throws for what was typed: the problem says what to type instead. */
  async read(account: string, field: SettingField, text: string, language: string): Promise<TypedValue> {
    const title = this.words.title(language, field);
    const value = this.#parse(field, text.trim(), language);
    if (value === undefined || !fitsShape(field, value)) {
      return { problem: this.words.t(language, "invalid", { title, expects: this.words.expects(language, field) }) };
    }
    try {
      await this.settings.check(account, field.plugin, field.field, value, language);
      return { value };
    } catch (error) {
      if (!(error instanceof SettingError)) throw error;
      return { problem: this.words.t(language, "invalid-because", { title, problem: error.detail }) };
    }
  }

  /** The same as a schema, for a dialogue. */
  answer(account: string, field: SettingField, language: string): StandardSchemaV1<string, Json> {
    return {
      "~standard": {
        version: 1,
        vendor: "portico",
        validate: async (text) => {
          const { value, problem } = await this.read(account, field, String(text), language);
          return problem === undefined ? { value } : { issues: [{ message: problem }] };
        },
      },
    };
  }

  #parse(field: SettingField, text: string, language: string): Json | undefined {
    switch (field.kind) {
      case "boolean":
        return this.#parseSwitch(text, language);
      case "choice":
        return this.#parseChoice(field, text, language);
      case "integer":
      case "number":
        return parseNumber(text);
      case "list":
        return text.split(",").map((part) => part.trim()).filter((part) => part !== "");
      case "text":
        return text;
    }
  }

  #parseSwitch(text: string, language: string): boolean | undefined {
    const word = text.toLocaleLowerCase(language);
    if (this.words.switchWords(language, true).includes(word)) return true;
    if (this.words.switchWords(language, false).includes(word)) return false;
  }

  #parseChoice(field: SettingField, text: string, language: string): Json | undefined {
    const exact = field.choices.find((choice) => String(choice) === text);
    if (exact !== undefined) return exact;
    const word = text.toLocaleLowerCase(language);
    return field.choices.find((choice) =>
      [String(choice), this.words.value(language, field, choice)].some((name) =>
        name.toLocaleLowerCase(language) === word
      )
    );
  }
}

/** `1.5` and `1,5`, as half of the world writes it; never `0x1F`, `1e9` or an empty text. */
function parseNumber(text: string): number | undefined {
  return /^[+-]?\d+([.,]\d+)?$/.test(text) ? Number(text.replace(",", ".")) : undefined;
}
