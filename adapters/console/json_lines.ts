import type { ConsoleEvents } from "./console_events.ts";
import type { ConsoleTexts, InputProblem } from "./console_texts.ts";
import type { JsonFace } from "./json_face.ts";
import { type AttachFile, readJsonLine } from "./json_input.ts";
import type { Delivery, LineReader } from "./stream_input.ts";

/** The conversation with a program: what it writes, and what it is told of that. */
export class JsonLines implements LineReader {
  constructor(
    private readonly face: JsonFace,
    private readonly events: ConsoleEvents,
    private readonly attach: AttachFile,
    private readonly texts: ConsoleTexts,
  ) {}

  async read(line: string): Promise<Delivery | undefined> {
    return line.trim() === "" ? undefined : await readJsonLine(line, this.events, this.attach);
  }

  async reject(line: number, problem: InputProblem): Promise<void> {
    await this.#write({ type: "error", line, id: problem.request.id, message: await this.texts.sayProblem(problem) });
  }

  async accepted({ id }: Delivery, outcome: "accepted" | "duplicate" | "refused"): Promise<void> {
    if (outcome === "refused") {
      await this.#write({ type: "refused", id, message: await this.texts.say({ id: "refused" }) });
    } else await this.#write({ type: "accepted", id, duplicate: outcome === "duplicate" ? true : undefined });
  }

  async lost({ id }: Delivery, reason: string): Promise<void> {
    await this.#write({ type: "error", id, message: await this.texts.say({ id: "not-kept", args: { reason } }) });
  }

  /** Where nobody reads the answers any more, the messages count all the same. */
  async #write(object: Parameters<JsonFace["line"]>[0]): Promise<void> {
    await this.face.line(object).catch(() => {});
  }
}
