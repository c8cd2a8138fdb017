/** The text of a page, bounded at every step. */
import type { Clock } from "@portico/bot";
import { ToolError } from "../tool.ts";
import type { PageAnswer } from "./page_request.ts";
import type { FoundText } from "./page_worker.ts";

/** So many bytes of a page are read. */
const BYTES = 2_000_000;
/** So long it may take to find the text in a page, in milliseconds. */
const FINDING = 10_000;

/** A page as it is read. */
export interface PageText extends FoundText {
  /** Whether there was more of it than is read. */
  readonly cut: boolean;
}

/**
 * Reads the text of an answer.
 *
 * @throws {ToolError} it has none.
 */
export async function readPage(answer: PageAnswer, clock: Clock, signal: AbortSignal): Promise<PageText> {
  const type = answer.headers.get("content-type") ?? "";
  const kind = kindOf(type);
  if (kind === undefined) {
    await answer.body.cancel().catch(() => {});
    throw new ToolError(`${answer.url.href} is no page with text, but ${type.slice(0, 100)}.`);
  }
  const { bytes, cut } = await readBytes(answer.body, signal);
  const text = decode(bytes, type);
  const isPage = kind === "page" || (kind === "unknown" && /^\s*</.test(text));
  if (!isPage) return { title: answer.url.pathname.split("/").at(-1) || answer.url.host, text, cut };
  return { ...await findText(text, clock, signal), cut };
}

function kindOf(type: string): "page" | "text" | "unknown" | undefined {
  const name = type.split(";")[0]?.trim().toLowerCase() ?? "";
  if (name === "") return "unknown";
  if (name === "text/html" || name === "application/xhtml+xml") return "page";
  if (name.startsWith("text/")) return "text";
  return /^application\/(?:[\w.-]+\+)?(?:json|xml|yaml)$|^application\/(?:x-ndjson|javascript)$/.test(name)
    ? "text"
    : undefined;
}

async function readBytes(body: ReadableStream<Uint8Array>, signal: AbortSignal) {
  const reader = body.getReader();
  const stop = () => void reader.cancel(signal.reason).catch(() => {});
  signal.addEventListener("abort", stop, { once: true });
  const bytes = new Uint8Array(BYTES);
  let size = 0;
  try {
    while (size <= BYTES) {
      const { done, value } = await reader.read();
      signal.throwIfAborted();
      if (done) break;
      bytes.set(value.subarray(0, Math.max(0, BYTES - size)), Math.min(size, BYTES));
      size += value.byteLength;
    }
  } finally {
    signal.removeEventListener("abort", stop);
    // What is left of it is not wanted; of one that has ended nothing is.
    await reader.cancel().catch(() => {});
  }
  return { bytes: bytes.subarray(0, Math.min(size, BYTES)), cut: size > BYTES };
}

/** By what the server says, what the page says, or else as UTF-8. */
function decode(bytes: Uint8Array, type: string): string {
  const begin = new TextDecoder("latin1").decode(bytes.subarray(0, 2_048));
  const said = /charset\s*=\s*["']?([\w.:-]+)/i.exec(type) ?? /<meta[^>]+charset\s*=\s*["']?([\w.:-]+)/i.exec(begin);
  try {
    return new TextDecoder(said?.[1]).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}

/** Asks a worker of its own: a page can be made so that it takes minutes, which must hold up nobody, and a thread can be ended. */
async function findText(html: string, clock: Clock, signal: AbortSignal): Promise<FoundText> {
  const worker = new Worker(new URL("./page_worker.ts", import.meta.url), { type: "module", name: "page" });
  const { promise, resolve, reject } = Promise.withResolvers<FoundText>();
  const stop = () => reject(signal.reason);
  const cancel = clock.setTimer(
    FINDING,
    () => reject(new ToolError("The page is so involved that its text was not found in time.")),
  );
  signal.addEventListener("abort", stop, { once: true });
  const { port1: port, port2 } = new MessageChannel();
  port.onmessage = ({ data }: MessageEvent<FoundText>) => resolve(data);
  worker.onerror = (event) => {
    // Otherwise the whole process would end with it.
    event.preventDefault();
    reject(new ToolError("The page is so involved that its text can't be found."));
  };
  try {
    signal.throwIfAborted();
    worker.postMessage(html, [port2]);
    return await promise;
  } finally {
    cancel();
    signal.removeEventListener("abort", stop);
    port.close();
    worker.terminate();
  }
}
