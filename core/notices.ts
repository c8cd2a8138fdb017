/**
 * Says something to the person who runs the program, where they started it: a pairing code, the address of the bot. Abstract, so that it is type and
 * DI token in one.
 */
export abstract class Notices {
  /** The language of that person, as far as their environment tells it. */
  abstract readonly language: string;
  /** Shows one line, or several, of plain text. Nothing of it is logged: it may hold a code that is nobody else's business. */
  abstract tell(text: string): void;
}
