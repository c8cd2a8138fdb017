import type { TextArguments, Translations } from "../../core/mod.ts";
import en from "./texts/en.ftl" with { type: "text" };
import ru from "./texts/ru.ftl" with { type: "text" };

const OWNER = "console";

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

/** What the console itself says, in the language of the terminal. */
export class ConsoleTexts {
  readonly #language: string;
  readonly #remove: () => void;

  constructor(private readonly translations: Translations, language: string | undefined) {
    this.#language = translations.pick(language);
    this.#remove = translations.add(OWNER, { en, ru });
  }

  say({ id, args }: ConsoleText): string {
    return this.translations.t(OWNER, this.#language, id, args);
  }

  /** What is wrong with a line. */
  sayProblem({ text, expected }: InputProblem): string {
    return this.say(expected === undefined ? text : { ...text, args: { ...text.args, expected: this.say(expected) } });
  }

  remove(): void {
    this.#remove();
  }
}
