/** Requests of HTTP/1.1, read from the bytes of a connection. */

/** A whole request. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
}

/** A body that is larger than Telegram's front door takes. */
export class BodyTooLarge extends Error {
  override readonly name = "BodyTooLarge";
}

/** Files of 50 MB fit, with what a form adds. */
const largestBody = 51 * 1024 * 1024;
const headEnd = [13, 10, 13, 10];
const noBytes = new Uint8Array(0);
const decoder = new TextDecoder("latin1");

/** Takes bytes as they come and gives requests as they are whole. */
export class RequestReader {
  #parts: Uint8Array[] = [];
  #size = 0;
  /** Below so many bytes it is not worth to look. */
  #need = 1;
  #head: Omit<HttpRequest, "body"> | undefined;
  /** The length of the body, or its pieces so far when it comes in chunks. */
  #body: number | Uint8Array[] = 0;

  push(bytes: Uint8Array): void {
    this.#parts.push(bytes);
    this.#size += bytes.length;
  }

  /** The next request; `undefined` until more bytes have come. @throws {BodyTooLarge} */
  next(): HttpRequest | undefined {
    if (!this.#head && !this.#readHead()) return undefined;
    const head = this.#head;
    const body = typeof this.#body === "number" ? this.#readLength(this.#body) : this.#readChunks(this.#body);
    if (!head || !body) return undefined;
    this.#head = undefined;
    this.#need = 1;
    return { ...head, body };
  }

  /** All bytes in one piece. */
  #join(): Uint8Array {
    if (this.#parts.length !== 1) this.#parts = [concat(this.#parts)];
    return this.#parts[0];
  }

  #drop(length: number): void {
    const rest = this.#join().subarray(length);
    this.#parts = rest.length > 0 ? [rest] : [];
    this.#size = rest.length;
  }

  #readHead(): boolean {
    if (this.#size < this.#need) return false;
    const bytes = this.#join();
    const end = indexOf(bytes, headEnd);
    if (end < 0) return false;
    const [first, ...lines] = decoder.decode(bytes.subarray(0, end)).split("\r\n");
    const [method, target] = first.split(" ");
    const headers = new Map(lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }));
    this.#head = { method, target, headers };
    const length = Number(headers.get("content-length") ?? 0);
    if (length > largestBody) throw new BodyTooLarge();
    this.#body = headers.get("transfer-encoding")?.toLowerCase() === "chunked" ? [] : length;
    this.#drop(end + headEnd.length);
    return true;
  }

  #readLength(length: number): Uint8Array | undefined {
    if (this.#size < length) return undefined;
    if (length === 0) return noBytes;
    const body = this.#join().subarray(0, length);
    this.#drop(length);
    return body;
  }

  #readChunks(pieces: Uint8Array[]): Uint8Array | undefined {
    while (this.#size >= this.#need && this.#size > 0) {
      const bytes = this.#join();
      const lineEnd = indexOf(bytes, [13, 10]);
      if (lineEnd < 0) return undefined;
      const length = parseInt(decoder.decode(bytes.subarray(0, lineEnd)), 16);
      const whole = lineEnd + 2 + length + 2;
      if (bytes.length < whole) {
        this.#need = whole;
        return undefined;
      }
      this.#need = 1;
      // Without trailers, the last chunk is the empty one.
      if (length > 0) pieces.push(bytes.slice(lineEnd + 2, lineEnd + 2 + length));
      this.#drop(whole);
      if (length === 0) return concat(pieces);
      if (pieces.reduce((sum, piece) => sum + piece.length, 0) > largestBody) throw new BodyTooLarge();
    }
    return undefined;
  }
}

function indexOf(bytes: Uint8Array, wanted: readonly number[]): number {
  for (let at = bytes.indexOf(wanted[0]); at >= 0; at = bytes.indexOf(wanted[0], at + 1)) {
    if (at + wanted.length > bytes.length) return -1;
    if (wanted.every((byte, index) => bytes[at + index] === byte)) return at;
  }
  return -1;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
