import type { Inbox } from "../../core/mod.ts";
import type { ConsoleText, ConsoleTexts, InputProblem } from "./console_texts.ts";
import type { Delivery, LineReader } from "./stream_input.ts";
import type { WriteText } from "./text_face.ts";
import type { TypedInput } from "./typed_input.ts";

/** So long gets what is handed in at once of the lines of a text, in UTF-16 units: less to keep than a line each, and little beside any limit. */
const MERGED = 1_000;
/** So many mistakes are told one by one: what is no text at all has one in every line. */
const TOLD = 5;

/** The conversation with whoever pipes text in: it hears of its mistakes and of nothing else. */
export class TypedLines implements LineReader {
  #rejected = 0;

  /** @param onLeftOut called when something of the input was not taken. */
  constructor(
    private readonly input: TypedInput,
    private readonly write: WriteText,
    private readonly texts: ConsoleTexts,
    private readonly onLeftOut: () => void,
  ) {}

  async read(line: string, inbox: Inbox): Promise<Delivery | "end" | undefined> {
    const typed = await this.input.read(line, { follows: true, inbox });
    if (typed.type === "quit") return "end";
    if (typed.type === "say") await this.#say(typed.text);
    return "event" in typed && typed.event !== undefined ? { event: typed.event } : undefined;
  }

  async reject(line: number, problem: InputProblem): Promise<void> {
    this.onLeftOut();
    if (++this.#rejected > TOLD) return;
    await this.#say({ id: "in-line", args: { line, problem: await this.texts.sayProblem(problem) } });
  }

  async accepted(_delivery: Delivery, outcome: "accepted" | "duplicate" | "refused"): Promise<void> {
    if (outcome !== "refused") return;
    this.onLeftOut();
    await this.#say({ id: "refused" });
  }

  async lost(_delivery: Delivery, reason: string): Promise<void> {
    this.onLeftOut();
    await this.#say({ id: "not-kept", args: { reason } });
  }

  /** Parts of one text are one part. Its first line stays alone: it may be the answer to a question. */
  merge({ event: before }: Delivery, { event: next }: Delivery): Delivery | undefined {
    if (before.kind !== "message" || next.kind !== "message") return undefined;
    if (before.joint === undefined || next.joint === undefined) return undefined;
    const text = before.text + next.joint + next.text;
    return text.length > MERGED ? undefined : { event: { ...before, text } };
  }

  async ended(): Promise<void> {
    const count = this.#rejected - TOLD;
    if (count > 0) await this.#say({ id: "more-lines", args: { count } });
  }

  /** Where nobody reads the answers any more, the messages count all the same. */
  async #say(text: ConsoleText): Promise<void> {
    await this.write(`${await this.texts.say(text)}\n`).catch(() => {});
  }
}
