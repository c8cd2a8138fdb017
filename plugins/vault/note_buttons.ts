import {
  action,
  BotPort,
  type Button,
  Contributions,
  type HandlerContext,
  inject,
  rowsOf,
  Translations,
} from "@portico/bot";

/** The action by which a note is opened, given its id. Buttons for it are there when a plugin handles it, as the one that makes notes does. */
const OPEN_NOTE = "note.open";

/** Side by side; more would not fit on a phone. */
const ROW = 5;
/** More notes than this are listed without a button. */
const MOST = 20;

/** Gives the notes of a numbered list buttons that open them. */
@inject(Contributions, BotPort, Translations)
export class NoteButtons {
  /** Built by the kernel. */
  constructor(
    private readonly contributions: Pick<Contributions, "of">,
    private readonly bot: Pick<BotPort, "capabilities">,
    private readonly translations: Pick<Translations, "t">,
  ) {}

  /** Rows of buttons for the first 20 notes of a list that is numbered from 1. None where nothing opens notes. @param notes their ids. */
  rows(
    { conversation, language }: Pick<HandlerContext, "conversation" | "language">,
    notes: readonly string[],
  ): Button[][] {
    if (this.contributions.of(action).get(OPEN_NOTE) === undefined) return [];
    // Where buttons are numbers themselves, another number alone would be taken for what presses them.
    const id = this.bot.capabilities(conversation.platform).buttons === "numbered" ? "button-note" : "button-number";
    const buttons = notes.slice(0, MOST).map((note, index): Button => ({
      text: this.translations.t("vault", language, id, { number: index + 1 }),
      action: { name: OPEN_NOTE, payload: note },
    }));
    return rowsOf(buttons, ROW);
  }
}
