import { type Attachment, type Clock, DeliveryUnknown, messageOf, NotSent, Rejected, secrets } from "../../core/mod.ts";
import type { TelegramApi } from "./telegram_api.ts";

/** What the Bot API's own server gives out, in bytes. */
export const LARGEST_DOWNLOAD = 20 * 1024 * 1024;
/** Milliseconds without a byte until a download is given up. */
const STALLED = 60_000;

/**
 * Opens the bytes of a file that somebody sent.
 *
 * @throws {Rejected} with status 413 for one that is too large for bots, before anything is fetched, and 404 for one that is gone.
 */
export async function download(
  api: Pick<TelegramApi, "call" | "open" | "isOfficial">,
  { ref, size = 0, name = "the file" }: Attachment,
  clock: Clock,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  if (api.isOfficial && size > LARGEST_DOWNLOAD) throw tooLarge(name);
  const path = await findPath(api, ref, name, signal);
  const response = await api.open(path, { signal });
  // More than was announced, and more than bots are given, is no file of Telegram's.
  const most = Math.max(size, LARGEST_DOWNLOAD);
  if (response.ok && response.body !== null) return watch(response.body, most, clock, signal);
  await response.body?.cancel();
  const { status, headers } = response;
  if (status >= 500) throw new DeliveryUnknown(`Telegram did not give out ${name} (${status}).`);
  // Telegram says no in JSON. What a proxy says, it says of itself, and the file is still there.
  if (!headers.get("content-type")?.includes("json")) {
    throw new NotSent(`Something in between does not give out ${name} (${status}).`);
  }
  throw new Rejected(`Telegram does not give out ${name} (${status}).`, status === 401 ? 404 : status);
}

async function findPath(
  api: Pick<TelegramApi, "call">,
  ref: string,
  name: string,
  signal: AbortSignal,
): Promise<string> {
  let file: { readonly file_path?: unknown } | null;
  try {
    file = await api.call("getFile", { file_id: ref }, { signal });
  } catch (error) {
    if (error instanceof Rejected && /too big/i.test(error.message)) throw tooLarge(name);
    throw error;
  }
  const path = file?.file_path;
  if (typeof path !== "string" || path === "") throw new Rejected(`Telegram has ${name} no more.`, 404);
  // A server run with `--local` names files of its own disk: reading whatever path a server names is not ours to do.
  const isSafe = !/^([\\/]|[a-z]+:)|(^|[\\/])\.\.([\\/]|$)/i.test(path);
  if (isSafe) return path;
  throw new Rejected(`The API server keeps ${name} on its own disk: run it without --local.`, 403);
}

function tooLarge(name: string): Rejected {
  return new Rejected(`Telegram gives bots no files larger than 20 MB, and ${name} is one.`, 413);
}

/** The same bytes, chunk by chunk, but an error where none come any more, or no end: nobody must wait for ever, nor see an address. */
function watch(
  body: ReadableStream<Uint8Array>,
  most: number,
  clock: Clock,
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let left = most;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { promise: halted, reject } = Promise.withResolvers<never>();
      const onAbort = () => reject(new Error("it was given up"));
      const cancel = clock.setTimer(STALLED, () => reject(new Error(`nothing came for ${STALLED} ms`)));
      signal.addEventListener("abort", onAbort, { once: true });
      try {
        const { value, done } = await Promise.race([reader.read(), halted]);
        if (done) return controller.close();
        left -= value.length;
        if (left < 0) throw new Error(`more than ${most} bytes came`);
        controller.enqueue(value);
      } catch (error) {
        controller.error(new DeliveryUnknown(`A download broke off: ${secrets.redact(messageOf(error))}.`));
        reader.cancel().catch(() => {}); // it is broken anyway
      } finally {
        cancel();
        signal.removeEventListener("abort", onAbort);
      }
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
}
