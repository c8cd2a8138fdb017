import { isWhole, textOf, type Told } from "../support/program.ts";

/** What people know of the bot by what it has told them until some moment. */
export class Known {
  /** How often each message, with its edits, was accepted. */
  readonly accepted = new Map<string, number>();
  /** Answers that are no mere progress, by what they answer: the messages in which they stand, with their newest text. */
  readonly answers = new Map<string, Map<unknown, string>>();
  readonly #answered: Map<unknown, string>;

  /** @param before what they knew before, where that goes on. */
  constructor(told: readonly Told[] = [], before?: Known) {
    this.#answered = new Map(before === undefined ? [] : before.#answered);
    for (const one of told) this.hear(one);
  }

  hear(told: Told): void {
    const { type, id, replyTo, duplicate } = told;
    if (type === "accepted" && duplicate !== true) {
      this.accepted.set(String(id), (this.accepted.get(String(id)) ?? 0) + 1);
    }
    if (type === "message" && replyTo !== undefined) this.#answered.set(id, String(replyTo));
    const asked = this.#answered.get(id);
    if (asked === undefined || !isWhole(told)) return;
    this.answers.getOrInsertComputed(asked, () => new Map()).set(id, textOf(told));
  }

  /** Whether this was answered by what contains a text, at last. */
  knows(asked: string, text: string): boolean {
    return [...this.answers.get(asked)?.values() ?? []].some((answer) => answer.includes(text));
  }
}
