import type { ConsoleText, ConsoleTexts, InputProblem } from "./console_texts.ts";
import type { Delivery, LineReader } from "./stream_input.ts";
import type { WriteText } from "./text_face.ts";
import type { TypedInput } from "./typed_input.ts";

/** The conversation with whoever pipes text in: it hears of its mistakes and of nothing else. */
export class TypedLines implements LineReader {
  constructor(
    private readonly input: TypedInput,
    private readonly write: WriteText,
    private readonly texts: ConsoleTexts,
  ) {}

  async read(line: string): Promise<Delivery | "end" | undefined> {
    const typed = await this.input.read(line, { follows: true });
    if (typed.type === "quit") return "end";
    if (typed.type === "say") await this.#say(typed.text);
    return "event" in typed && typed.event !== undefined ? { event: typed.event } : undefined;
  }

  async reject(line: number, problem: InputProblem): Promise<void> {
    await this.#say({ id: "in-line", args: { line, problem: await this.texts.sayProblem(problem) } });
  }

  async accepted(_delivery: Delivery, outcome: "accepted" | "duplicate" | "refused"): Promise<void> {
    if (outcome === "refused") await this.#say({ id: "refused" });
  }

  async lost(_delivery: Delivery, reason: string): Promise<void> {
    await this.#say({ id: "not-kept", args: { reason } });
  }

  /** Where nobody reads the answers any more, the messages count all the same. */
  async #say(text: ConsoleText): Promise<void> {
    await this.write(`${await this.texts.say(text)}\n`).catch(() => {});
  }
}
