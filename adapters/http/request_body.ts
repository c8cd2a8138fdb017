import { Buffer } from "node:buffer";
import type { Clock } from "../../core/mod.ts";

/** How much and how long is read. */
export interface BodyLimits {
  /** Bytes. */
  readonly size: number;
  /** Milliseconds. */
  readonly within: number;
  /** Measures it. */
  readonly clock: Clock;
}

/** A body, or the status to answer with: 413 for one that is too large, 408 for one that does not come. */
export type BodyResult = { readonly bytes: Uint8Array<ArrayBuffer> } | { readonly status: 408 | 413 };

/** Reads a request's body, but never more and never longer than allowed, whatever its headers promise. */
export async function readBody(request: Request, { size, within, clock }: BodyLimits): Promise<BodyResult> {
  const announced = Number(request.headers.get("content-length") ?? 0);
  if (announced > size) {
    await request.body?.cancel();
    return { status: 413 };
  }
  const reader = request.body?.getReader();
  if (reader === undefined) return { bytes: new Uint8Array() };
  const { promise: late, resolve } = Promise.withResolvers<"late">();
  const cancel = clock.setTimer(within, () => resolve("late"));
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const read = await Promise.race([reader.read().catch(() => "late" as const), late]); // who breaks off sends nothing more
      if (read === "late") return { status: 408 };
      if (read.done) return { bytes: Buffer.concat(chunks, length) };
      length += read.value.length;
      if (length > size) return { status: 413 };
      chunks.push(read.value);
    }
  } finally {
    cancel();
    reader.cancel().catch(() => {}); // its sender is gone, or has said enough
  }
}
