/** A message of a prompt, as it came. */
export interface ChatMessage {
  readonly role: string;
  /** Text, of whatever parts it was made. */
  readonly text: string;
  readonly raw: Readonly<Record<string, unknown>>;
}

/** A request for an answer, as it came. */
export class ChatRequest {
  /** Whoever asked did not wait for the end. */
  isLeft = false;
  /** The answer was sent to its end, whole or broken. */
  isAnswered = false;

  /** @param at monotonic time of its arrival, in milliseconds. */
  constructor(
    readonly body: Readonly<Record<string, unknown>>,
    readonly headers: Headers,
    readonly at: number,
  ) {}

  /** The model that is asked for. */
  get model(): string {
    return String(this.body.model);
  }

  /** Whether the answer is to be streamed. */
  get stream(): boolean {
    return this.body.stream === true;
  }

  /** The prompt. */
  get messages(): readonly ChatMessage[] {
    return listOf(this.body.messages).map((raw) => ({ role: String(raw.role), text: textOf(raw.content), raw }));
  }

  /** Names of the tools that are offered. */
  get tools(): readonly string[] {
    return listOf(this.body.tools).map(({ function: tool }) => isObject(tool) ? String(tool.name) : "");
  }

  /** What the system is told. */
  get system(): string {
    return this.messages.filter(({ role }) => role === "system").map(({ text }) => text).join("\n");
  }

  /** What the person said last. */
  get user(): string {
    return this.messages.findLast(({ role }) => role === "user")?.text ?? "";
  }

  /** Results of tools in the prompt, oldest first. */
  get results(): readonly string[] {
    return this.messages.filter(({ role }) => role === "tool").map(({ text }) => text);
  }
}

function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  return listOf(content).map(({ text }) => typeof text === "string" ? text : "").join("");
}

function listOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
