/** A text with entities that is written from its beginning to its end. */
import type { MessageEntity } from "grammy/types";
import { normalizeEntities, trimRange } from "./entity_normal_form.ts";
import { clipEntity, compareEntities, type FormattedText } from "./formatted_text.ts";

/** An entity without its place. */
export type EntityKind = MessageEntity extends infer Entity
  ? Entity extends MessageEntity ? Omit<Entity, "offset" | "length"> : never
  : never;

/** Writes lines with an indent, and notes what is an entity. White space at the beginning and the end is never written. */
export class TextBuilder {
  #text = "";
  #entities: MessageEntity[] = [];
  #breaks = 0;
  #indent = "";

  /** Whether what is written next begins a line. */
  get atLineStart(): boolean {
    return this.#text === "" || this.#breaks > 0 || this.#text.endsWith("\n");
  }

  /** Where the next text will be, in UTF-16 units. */
  begin(): number {
    this.#flush();
    return this.#text.length;
  }

  /** What has been written since `begin` said `start`. */
  since(start: number): string {
    return this.#text.slice(start);
  }

  /** Makes an entity of what has been written since `begin` said `start`. */
  end(kind: EntityKind, start: number): void {
    if (start < this.#text.length) this.#entities.push({ ...kind, offset: start, length: this.#text.length - start });
  }

  /** Ends the line, unless nothing follows. The most breaks that were asked for in one place count. */
  separate(breaks: number): void {
    this.#breaks = Math.max(this.#breaks, breaks);
  }

  /** Writes a text whose lines are indented. */
  write(text: string): void {
    this.#flush();
    this.#text += this.#indent === "" ? text : text.replaceAll("\n", `\n${this.#indent}`);
  }

  /** Indents by a text what `inner` writes behind the first line. */
  indented(by: string, inner: () => void): void {
    const before = this.#indent;
    this.#indent = before + by;
    inner();
    this.#indent = before;
  }

  /** Gives `inner` lines of its own, without an indent. */
  onOwnLines(inner: () => void): void {
    const before = this.#indent;
    if (!this.atLineStart) this.separate(1);
    this.#indent = "";
    inner();
    this.#indent = before;
    this.separate(1);
  }

  /** What has been written, in the form Telegram keeps it in. */
  build(): FormattedText {
    return trimText({ text: this.#text, entities: normalizeEntities(this.#text, this.#entities) });
  }

  #flush(): void {
    if (this.#breaks === 0) return;
    if (this.#text !== "") this.#text += "\n".repeat(this.#breaks) + this.#indent;
    this.#breaks = 0;
  }
}

/** Without white space at the ends, as Telegram cuts it; the indent of code at the beginning stays. */
export function trimText({ text, entities }: FormattedText): FormattedText {
  const { start, end } = trimRange(text, { start: 0, end: text.length });
  const first = entities[0];
  const from = first !== undefined && first.offset < start ? first.offset : start;
  if (from === 0 && end === text.length) return { text, entities };
  return {
    text: text.slice(from, end),
    entities: entities.flatMap((entity) => clipEntity(entity, { start: from, end })).sort(compareEntities),
  };
}
