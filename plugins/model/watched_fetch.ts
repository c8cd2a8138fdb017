/** A `fetch` for endpoints that may not answer, never end, or lead elsewhere. */
import type { Clock } from "@portico/bot";

/**
 * Why a call did not come through.
 *
 * - `not-sent`: there was no connection, so that trying again does no harm.
 * - `lost`: the connection broke, and the endpoint may have done its work.
 * - `timeout`: nothing came for too long.
 * - `forbidden`: this program may not use that host.
 * - `redirect`: the endpoint names another address, which nobody has configured.
 * - `endless`: more came than any answer has.
 */
export type FailedCallReason = "not-sent" | "lost" | "timeout" | "forbidden" | "redirect" | "endless";

/** A call did not come through. Says nothing of what was sent, nor where to. */
export class FailedCall extends Error {
  /** @param reason for programs. */
  constructor(readonly reason: FailedCallReason) {
    super(`The call did not come through: ${reason}.`);
  }
}

/** How a watched fetch goes. */
export interface WatchedFetchOptions {
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  /** Milliseconds until the answer begins, and between its parts. */
  readonly timeout: number;
  /** Bytes that an answer has at most. */
  readonly largest: number;
}

/**
 * A `fetch` that gives up when nothing comes for too long, before the answer or within it. The time counts only while somebody waits for a part, so a
 * slow reader is not taken for a slow endpoint. Redirects are not followed: the key and the prompt are for the configured host alone.
 *
 * It throws a `FailedCall`, and the reason of the caller's signal when that is aborted.
 */
export function watchedFetch({ fetch, clock, timeout, largest }: WatchedFetchOptions): typeof globalThis.fetch {
  return async (input, init) => {
    const caller = init?.signal ?? undefined;
    const watch = new Watch(clock, timeout, caller);
    const response = await watch.during(() => fetch(input, { ...init, signal: watch.signal, redirect: "manual" }));
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel();
      throw new FailedCall("redirect");
    }
    if (response.body === null) return response;
    const { status, statusText, headers } = response;
    return new Response(watch.read(response.body, largest), { status, statusText, headers });
  };
}

/** Watches one call. */
class Watch {
  readonly signal: AbortSignal;
  readonly #late = new AbortController();

  constructor(
    private readonly clock: Clock,
    private readonly timeout: number,
    private readonly caller: AbortSignal | undefined,
  ) {
    this.signal = caller === undefined ? this.#late.signal : AbortSignal.any([caller, this.#late.signal]);
  }

  /** Waits for something that ends by the signal. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    const cancel = this.clock.setTimer(this.timeout, () => this.#late.abort(new FailedCall("timeout")));
    try {
      return await work();
    } catch (error) {
      throw this.#reasonOf(error);
    } finally {
      cancel();
    }
  }

  read(body: ReadableStream<Uint8Array<ArrayBuffer>>, largest: number): ReadableStream<Uint8Array<ArrayBuffer>> {
    const reader = body.getReader();
    let bytes = 0;
    return new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull: async (controller) => {
        try {
          const { value, done } = await this.during(() => reader.read());
          if (done) return controller.close();
          bytes += value.byteLength;
          if (bytes > largest) throw new FailedCall("endless");
          controller.enqueue(value);
        } catch (error) {
          controller.error(error);
          this.#late.abort(error);
          reader.cancel(error).catch(() => {});
        }
      },
      cancel: (reason) => {
        this.#late.abort(reason);
        return reader.cancel(reason).catch(() => {});
      },
    }, { highWaterMark: 0 });
  }

  #reasonOf(error: unknown): unknown {
    if (this.caller?.aborted) return this.caller.reason;
    if (this.#late.signal.aborted) return this.#late.signal.reason;
    if (error instanceof Deno.errors.NotCapable) return new FailedCall("forbidden");
    const said = causesOf(error).filter((cause) => cause instanceof Error).map(({ message }) => message);
    return new FailedCall(said.some((text) => text.includes("client error (Connect)")) ? "not-sent" : "lost");
  }
}

/** An error and its causes, each once. */
export function* causesOf(error: unknown): Generator<unknown> {
  const seen = new Set<unknown>();
  for (let next = error; next !== undefined && !seen.has(next); next = next instanceof Error ? next.cause : undefined) {
    seen.add(next);
    yield next;
  }
}
