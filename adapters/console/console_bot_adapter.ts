import {
  type Adapter,
  type Capabilities,
  type Clock,
  type Inbox,
  logger,
  type Translations,
  type Transport,
  type Trust,
} from "../../core/mod.ts";
import { join } from "node:path";
import { chaos, deliver, type DeliveryLine, type DeliveryOptions } from "../delivery/mod.ts";
import { ButtonCarriers } from "./button_carriers.ts";
import { attachFile } from "./attached_file.ts";
import { CONSOLE, ConsoleEvents, DEFAULT_USER } from "./console_events.ts";
import { ConsoleTexts } from "./console_texts.ts";
import { ConsoleTransport } from "./console_transport.ts";
import type { Face } from "./face.ts";
import type { Input } from "./input.ts";
import { JsonFace } from "./json_face.ts";
import { JsonLines } from "./json_lines.ts";
import { OutputQueue } from "./output_queue.ts";
import { StreamInput } from "./stream_input.ts";
import type { Terminal } from "./terminal.ts";
import { TerminalInput } from "./terminal_input.ts";
import type { TextStyle } from "./terminal_markdown.ts";
import { type Renderer, TextFace } from "./text_face.ts";
import { TypedInput } from "./typed_input.ts";
import { TypedLines } from "./typed_lines.ts";

/** Who is at the other end: a program, a pipe, or a person at a terminal. */
export type ConsoleEnd =
  | ({ readonly mode: "json" } & ConsoleStreams)
  /** `style` is of the terminal where the output goes to one; plain text of any width by default. */
  | ({ readonly mode: "lines"; readonly style?: TextStyle } & ConsoleStreams)
  | { readonly mode: "interactive"; readonly terminal: Terminal; readonly colors: boolean };

/** The two ends of a pipe. */
export interface ConsoleStreams {
  /** What is read, in lines of UTF-8. */
  readonly input: ReadableStream<Uint8Array>;
  /** Where answers go. */
  readonly output: WritableStream<Uint8Array>;
}

/** What a console adapter is made of. */
export interface ConsoleOptions {
  /** Who is at the other end, and how to reach them. */
  readonly end: ConsoleEnd;
  /** Dates what comes without a time of its own. */
  readonly clock: Clock;
  /** Where the console's own texts are added. */
  readonly translations: Translations;
  /** Where copies of sent files go. */
  readonly folder: string;
  /** Language of the terminal, such as `ru_RU.UTF-8`; English by default. */
  readonly language?: string;
  /** What `~` in a path stands for. */
  readonly home?: string;
  /** Something of what was piped in was not taken. Nothing by default. */
  readonly onLeftOut?: () => void;
  /** Ctrl-C at a terminal: asks the program to stop. Nothing by default. */
  readonly interrupt?: () => void;
  /** Makes output fail now and then, in the way of this seed; never by default. */
  readonly chaos?: string;
  /** How the delivery line behaves; as it does by itself by default. */
  readonly delivery?: Omit<DeliveryOptions, "clock" | "log">;
  /** Makes ids that never come again; random ones by default. */
  readonly unique?: () => string;
}

const CAPABILITIES: Omit<Capabilities, "buttons"> = {
  edit: true,
  delete: true,
  react: true,
  typing: true,
  menu: false,
  files: true,
};

/** On paper nothing can be changed, and a reaction would be a line by itself. The next start begins with another sheet. */
const BY_MODE = {
  json: { buttons: "native" },
  lines: { buttons: "none", edit: false, react: false, questionsAtStart: "give-up" },
  interactive: { buttons: "numbered", edit: false, react: false, questionsAtStart: "ask-again" },
} as const;

/** For whatever reads the other end of a pipe: it wraps lines itself. */
const PLAIN: TextStyle = { columns: Infinity, colors: false };

/**
 * The terminal as a chat platform: a prompt for a person, lines in a pipe, or one JSON object a line for a program. Whoever can type here can read
 * the files anyway, so everybody is let in; the user `you` is the owner.
 */
export class ConsoleBotAdapter implements Adapter {
  /** Always `console`. */
  readonly platform: string = CONSOLE;
  /** Real buttons for a program, numbers at a terminal; in a pipe nobody is there to press any. */
  readonly capabilities: Capabilities;
  /** Everybody is let in; `you` is the owner. */
  readonly trusted: Trust = { owner: DEFAULT_USER };
  readonly #line: DeliveryLine;
  readonly #input: Input;
  readonly #texts: ConsoleTexts;
  readonly #release: () => Promise<void>;

  /** Touches neither input nor output before `start`. */
  constructor(options: ConsoleOptions) {
    const { clock, end, folder, language, translations, unique = () => crypto.randomUUID() } = options;
    this.#texts = new ConsoleTexts(translations, language);
    const carriers = new ButtonCarriers();
    const events = new ConsoleEvents(clock, unique, carriers, language);
    const side = this.#open(events, options);
    this.capabilities = { ...CAPABILITIES, ...BY_MODE[end.mode] };
    this.#input = side.input;
    this.#release = side.release;
    const prefix = `m${clock.now().toString(36)}-`;
    const log = logger("delivery");
    const transport = new ConsoleTransport(side.face, carriers, prefix, join(folder, "outgoing"));
    const seed = options.chaos;
    const platform = seed === undefined ? transport : chaos({ seed, log })(transport);
    this.#line = deliver(platform, { ...options.delivery, clock, log });
  }

  /** The delivery line down to the output. */
  get transport(): Transport {
    return this.#line;
  }

  start(inbox: Inbox): Promise<void> {
    return this.#input.start(inbox);
  }

  stop(): Promise<void> {
    return this.#input.stop();
  }

  async close(signal?: AbortSignal): Promise<void> {
    await this.#line.drain(signal);
    await this.#release();
    this.#texts.remove();
  }

  #json(
    { input, output }: EndOf<"json">,
    events: ConsoleEvents,
    { home }: ConsoleOptions,
  ): Side {
    const queue = new OutputQueue(output);
    const face = new JsonFace(queue);
    const lines = new JsonLines(face, events, (path) => attachFile(path, home), this.#texts);
    return { face, input: new StreamInput(input, lines), release: () => queue.close() };
  }

  #lines(
    { input, output, style = PLAIN }: EndOf<"lines">,
    events: ConsoleEvents,
    { home, onLeftOut = () => {} }: ConsoleOptions,
  ): Side {
    const queue = new OutputQueue(output);
    const write = (text: string) => queue.write(text);
    const face = new TextFace(write, rendererOf(() => style), this.#texts);
    const typed = new TypedInput({ events, attach: (path) => attachFile(path, home) });
    const lines = new TypedLines(typed, write, this.#texts, onLeftOut);
    return { face, input: new StreamInput(input, lines), release: () => queue.close() };
  }

  #interactive(
    { terminal, colors }: EndOf<"interactive">,
    events: ConsoleEvents,
    { home, interrupt = () => {} }: ConsoleOptions,
  ): Side {
    const renderer = rendererOf(() => ({ columns: terminal.columns, colors }));
    const write = async (text: string) => {
      await input.greet();
      await terminal.print(text);
    };
    const face = new TextFace(write, renderer, this.#texts);
    const typed = new TypedInput({ events, attach: (path) => attachFile(path, home), buttons: face.buttons });
    const input = new TerminalInput(terminal, typed, this.#texts, interrupt);
    return { face, input, release: () => terminal.close() };
  }

  #open(events: ConsoleEvents, options: ConsoleOptions): Side {
    const { end } = options;
    switch (end.mode) {
      case "json":
        return this.#json(end, events, options);
      case "lines":
        return this.#lines(end, events, options);
      case "interactive":
        return this.#interactive(end, events, options);
    }
  }
}

/** The renderer is loaded when there is something to render: a start needs none. */
function rendererOf(style: () => TextStyle): Renderer {
  return {
    text: async (markdown) => (await import("./terminal_markdown.ts")).renderMarkdown(markdown, style()),
    row: async (labels) => (await import("./terminal_markdown.ts")).renderRow(labels, style()),
  };
}

type EndOf<Mode extends ConsoleEnd["mode"]> = Extract<ConsoleEnd, { readonly mode: Mode }>;

/** One way of speaking. */
interface Side {
  readonly face: Face;
  readonly input: Input;
  readonly release: () => Promise<void>;
}
