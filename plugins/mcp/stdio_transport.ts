/** MCP by standard input and output: one JSON-RPC message a line. The SDK's own transport knows no bounds, and lets go of its child before it has ended. */
import { type JSONRPCMessage, type MCPTransport, validateJSONRPCMessage } from "@ai-sdk/mcp";
import { endsWithin, type Logger, messageOf, type Secrets, shorten } from "@portico/bot";
import { type ChildOptions, ChildProcess } from "./child_process.ts";
import { LineBuffer } from "./line_buffer.ts";
import { ServerProblem } from "./server_problem.ts";

/** What the transport is made with. */
export interface StdioOptions extends ChildOptions {
  /** Bytes that one message may have. */
  readonly answerSize: number;
  readonly masks: Pick<Secrets, "redact">;
  readonly log: Logger;
  /** The connection is of no use any more. Called once. */
  readonly onBroken: (problem: ServerProblem) => void;
  /** The server says that its tools are not what they were. */
  readonly onToolsChanged: () => void;
}

/** So much may come that answers nothing, in messages and in lengths of one message, before the server is taken to be mad. */
const IDLE_TALK = 1_000;
const IDLE_LENGTHS = 4;
/** Of what it writes to standard error, so many bytes are logged, in lines of so many. */
const LOGGED = 64_000;
const LOGGED_LINE = 4_000;
/** So long its output is waited for once it has ended, in milliseconds. */
const LAST_WORDS = 500;
const TOOLS_CHANGED = "notifications/tools/list_changed";

/** See the file's comment. */
export class StdioTransport implements MCPTransport {
  /** Servers of both generations are spoken to. */
  readonly supportsProtocolVersionDiscovery = true;
  protocolVersion?: string;
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  #child: ChildProcess | undefined;
  #ending: Promise<void> | undefined;
  #isBroken = false;
  /** What it said last on standard error. */
  #lastWords = "";
  /** What has come since the last answer that was waited for. */
  #idle = { messages: 0, bytes: 0 };
  readonly #asked = new Set<string | number>();
  /** Resolve when nothing more comes. */
  readonly #read: Promise<void>[] = [];
  readonly #readers: ReadableStreamDefaultReader<Uint8Array>[] = [];

  constructor(private readonly options: StdioOptions) {}

  start(): Promise<void> {
    try {
      this.#child = new ChildProcess(this.options);
    } catch (error) {
      const reason = error instanceof Deno.errors.NotFound
        ? "there is no such program"
        : error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable
        ? "it may not be started"
        : this.options.masks.redact(messageOf(error));
      return Promise.reject(new ServerProblem("unreachable", reason, true, { cause: error }));
    }
    const { output, errors, status } = this.#child;
    this.#readOutput(output);
    this.#readErrors(errors);
    void status.then(({ code, signal }) => this.#gone(signal ?? `code ${code}`));
    return Promise.resolve();
  }

  async send(message: JSONRPCMessage, { signal }: { readonly signal?: AbortSignal } = {}): Promise<void> {
    signal?.throwIfAborted();
    if (this.#child === undefined || this.#ending !== undefined) throw new ServerProblem("ended", "", true);
    if ("method" in message && "id" in message) {
      const { id } = message;
      this.#asked.add(id);
      signal?.addEventListener("abort", () => this.#cancel(id), { once: true });
    }
    await this.#child.write(`${JSON.stringify(message)}\n`);
  }

  /** Resolves when the program is gone. */
  close(): Promise<void> {
    return this.#ending ??= this.#end(false);
  }

  async #end(atOnce: boolean): Promise<void> {
    this.#isBroken = true; // nobody is told of what is wanted
    this.#asked.clear();
    this.onclose?.();
    await this.#child?.end(atOnce);
    await this.#hearOut();
    for (const reader of this.#readers) await reader.cancel().catch(() => {});
  }

  /** What is not waited for any more need not be done. */
  #cancel(requestId: string | number): void {
    if (!this.#asked.delete(requestId) || this.#ending !== undefined) return;
    const message = { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId } };
    this.#child?.write(`${JSON.stringify(message)}\n`).catch(() => {});
  }

  #break(problem: ServerProblem): void {
    if (this.#isBroken) return;
    this.#isBroken = true;
    // Who floods goes on with that while it is asked to end.
    this.#ending ??= this.#end(problem.code === "flood");
    this.options.onBroken(problem);
  }

  /** Its last words may still be on their way. */
  async #gone(how: string): Promise<void> {
    await this.#hearOut();
    this.#break(new ServerProblem("ended", [how, this.#lastWords].filter((text) => text !== "").join(": ")));
  }

  /** Somebody else may hold its output open, so nobody waits for the end of that. */
  async #hearOut(): Promise<void> {
    await endsWithin(this.options.clock, LAST_WORDS, Promise.all(this.#read));
  }

  /** Takes what comes until there is nothing more. Never rejects. */
  #each(stream: ReadableStream<Uint8Array>, take: (chunk: Uint8Array) => void): void {
    const reader = stream.getReader();
    const read = async () => {
      for (let next = await reader.read(); !next.done; next = await reader.read()) take(next.value);
    };
    this.#readers.push(reader);
    this.#read.push(read().catch((error) => this.options.log.debug("It is read no further: {error}", { error })));
  }

  #readOutput(output: ReadableStream<Uint8Array>): void {
    const { answerSize } = this.options;
    const lines = new LineBuffer(answerSize);
    this.#each(output, (chunk) => {
      if (this.#ending !== undefined) return; // taken all the same, so that it is not held up on its way out
      this.#idle.bytes += chunk.length;
      try {
        for (const line of lines.add(chunk)) this.#take(line);
      } catch (error) {
        return this.#break(new ServerProblem("flood", "", false, { cause: error }));
      }
      if (this.#idle.messages > IDLE_TALK || this.#idle.bytes > answerSize * IDLE_LENGTHS) {
        this.#break(new ServerProblem("flood"));
      }
    });
  }

  #take(line: string): void {
    if (line.trim() === "" || this.#ending !== undefined) return;
    this.#idle.messages++;
    try {
      const message = validateJSONRPCMessage(JSON.parse(line));
      if ("method" in message) {
        if ("id" in message) this.onmessage?.(message);
        else if (message.method === TOOLS_CHANGED) this.options.onToolsChanged();
      } else if (message.id !== undefined && this.#asked.delete(message.id)) {
        this.#idle = { messages: 0, bytes: 0 };
        this.onmessage?.(message);
      }
    } catch (error) {
      // Many write their logs there, too.
      this.options.log.debug("A line that is no message was left out: {error}", {
        error: shorten(this.options.masks.redact(messageOf(error)), 200),
      });
    }
  }

  #readErrors(errors: ReadableStream<Uint8Array>): void {
    const { log, masks } = this.options;
    const lines = new LineBuffer(LOGGED_LINE);
    let left = LOGGED;
    this.#each(errors, (chunk) => {
      left -= chunk.length;
      if (left <= 0) return;
      try {
        for (const line of lines.add(chunk)) {
          if (line.trim() === "") continue;
          this.#lastWords = shorten(masks.redact(line), 200);
          log.debug("Its standard error: {line}", { line: masks.redact(line) });
        }
      } catch {
        left = 0; // a line without an end
      }
    });
  }
}
