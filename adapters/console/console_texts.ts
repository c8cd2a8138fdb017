import { OWNER, type TextArguments, type Translations } from "../../core/mod.ts";
import { CONSOLE } from "./console_events.ts";
import en from "./texts/en.ftl" with { type: "text" };
import ru from "./texts/ru.ftl" with { type: "text" };

/** A text of the console, by its id in `texts/`, with what it is given. */
export interface ConsoleText {
  readonly id: string;
  readonly args?: TextArguments;
}

/** Something wrong with a line of input. The line is not handed in; the next one is. */
export class InputProblem extends Error {
  /** @param expected what should have been there: the variable `$expected` of the text. */
  constructor(
    readonly text: ConsoleText,
    readonly request: { readonly id?: string } = {},
    readonly expected?: ConsoleText,
  ) {
    super(text.id);
  }
}

/** What the console itself says, in the language the owner has chosen, else in that of the terminal. */
export class ConsoleTexts {
  /** Takes them out of the translations. */
  readonly remove: () => void;

  constructor(private readonly translations: Translations, private readonly language: string | undefined) {
    this.remove = translations.add(CONSOLE, { en, ru });
  }

  async say({ id, args }: ConsoleText): Promise<string> {
    return this.translations.t(CONSOLE, await this.translations.languageOf(OWNER, this.language), id, args);
  }

  /** What is wrong with a line. */
  async sayProblem({ text, expected }: InputProblem): Promise<string> {
    if (expected === undefined) return await this.say(text);
    return await this.say({ ...text, args: { ...text.args, expected: await this.say(expected) } });
  }
}
