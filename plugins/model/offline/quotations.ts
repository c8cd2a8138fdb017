/** Quotations in a text, set aside while it is read. */
import { FIRST_QUOTATION, MAX_QUOTATIONS } from "./language/forms.ts";

const QUOTED =
  /«([^«»\n]+)»|“([^“”\n]+)”|„([^„“”\n]+)[“”]|"([^"\n]+)"|‘([^‘’\n]+)’|`([^`\n]+)`|(?<![\p{L}\p{N}])'([^'\n]+)'(?![\p{L}\p{N}])/gu;
const STAND_IN = /[\uE000-\uE3E7]/g;
const PRIVATE_USE = /[\uE000-\uF8FF]/g;

/** A text whose quotations are one character each, which says nothing. */
export class Quotations {
  /** The text with its quotations set aside. */
  readonly text: string;
  readonly #quoted: { readonly written: string; readonly content: string }[] = [];

  constructor(text: string) {
    this.text = text.replace(PRIVATE_USE, " ").replace(QUOTED, (written: string, ...groups: unknown[]) => {
      if (this.#quoted.length === MAX_QUOTATIONS) return written;
      const content = groups.slice(0, 7).find((group) => typeof group === "string");
      this.#quoted.push({ written, content: String(content).trim() });
      return String.fromCharCode(FIRST_QUOTATION + this.#quoted.length - 1);
    });
  }

  /** A part of the text as it was written; where it is one quotation, only what is in it. */
  written(part: string): string {
    const whole = part.trim();
    if (this.isQuotation(whole)) return this.#at(whole).content;
    return whole.replace(STAND_IN, (standIn) => this.#at(standIn).written);
  }

  /** A part of the text without the marks, or with plain ones. */
  words(part: string, mark = ""): string {
    return part.replace(STAND_IN, (standIn) => `${mark}${this.#at(standIn).content.replaceAll('"', " ")}${mark}`)
      .trim();
  }

  /** Whether a part is one quotation and nothing else. */
  isQuotation(part: string): boolean {
    return part.trim().length === 1 && part.trim().replace(STAND_IN, "") === "";
  }

  #at(standIn: string): { readonly written: string; readonly content: string } {
    return this.#quoted[standIn.charCodeAt(0) - FIRST_QUOTATION] ?? { written: "", content: "" };
  }
}
