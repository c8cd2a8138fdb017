import { type Inbox, messageOf } from "../../core/mod.ts";
import { type ConsoleText, type ConsoleTexts, InputProblem } from "./console_texts.ts";
import type { Input } from "./input.ts";
import { LINE_LIMIT } from "./line_splitter.ts";
import type { Terminal, TerminalLine } from "./terminal.ts";
import type { TypedInput } from "./typed_input.ts";

/** What a person types at a terminal, line by line and in order. */
export class TerminalInput implements Input {
  /** Written before anything else. */
  #greeting: Promise<void> | undefined;
  /** The lines are handed in one after the other, however fast they are typed. */
  #last: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(
    private readonly terminal: Terminal,
    private readonly input: TypedInput,
    private readonly texts: ConsoleTexts,
    private readonly interrupt: () => void,
  ) {}

  async start(inbox: Inbox): Promise<void> {
    let ended = false;
    const end = () => {
      if (ended || this.#stopped) return;
      ended = true;
      void this.#last.then(() => inbox.end());
    };
    await this.greet();
    await this.terminal.open({
      line: (line) => {
        this.#last = this.#last.then(() => this.#take(line, inbox, end)).catch((error) => inbox.end(error));
      },
      interrupted: this.interrupt,
      ended: end,
    });
  }

  /** Greets, once: before the first thing that is shown, which may be a question of before, or at the start. */
  greet(): Promise<void> {
    return this.#greeting ??= this.#say({ id: "welcome" });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#last;
  }

  async #take({ text, ...arrival }: TerminalLine, inbox: Inbox, end: () => void): Promise<void> {
    if (this.#stopped) return;
    try {
      if (new TextEncoder().encode(text).length >= LINE_LIMIT) throw new InputProblem({ id: "line-too-long" });
      // Nobody sees a space before a command.
      const line = arrival.literal || arrival.follows ? text : text.replace(/^\s+(?=\/)/, "");
      const typed = await this.input.read(line, { ...arrival, inbox });
      if (typed.type === "quit") return end(); // it waits for this very line, which ends now
      if (typed.type === "say") await this.#say(typed.text);
      if (!("event" in typed) || typed.event === undefined) return;
      const [outcome] = await inbox.accept([typed.event]);
      if (outcome === "refused") await this.#say({ id: "refused" });
    } catch (error) {
      if (error instanceof InputProblem) await this.terminal.tell(await this.texts.sayProblem(error));
      else await this.#say({ id: "not-kept", args: { reason: messageOf(error) } });
    }
  }

  async #say(text: ConsoleText): Promise<void> {
    await this.terminal.tell(await this.texts.say(text));
  }
}
