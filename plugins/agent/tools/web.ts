/** The web as the tools reach it: one question at a time, to addresses that somebody has looked at before. */

/** An answer whose body has not been read. */
export interface WebAnswer {
  /** Of HTTP, such as 200. */
  readonly status: number;
  /** Without cookies. */
  readonly headers: Headers;
  /** Decompressed. Cancel it when it is not read to its end. */
  readonly body: ReadableStream<Uint8Array>;
}

/** The way out. Abstract, so that it is type and DI token in one, and tests reach no network. */
export abstract class Web {
  /** Whether the bot may use the whole network. */
  abstract isOpen(): Promise<boolean>;
  /** All addresses of a host, at least one; rejects when it has none. */
  abstract resolve(host: string): Promise<readonly string[]>;
  /**
   * Asks by GET, without cookies, and follows no redirect. It connects to one of `addresses` and to no other, whatever the host's name means by
   * then; the certificate has to be the host's. Rejects when nothing comes back, and when the signal is aborted.
   */
  abstract get(url: URL, addresses: readonly string[], signal: AbortSignal): Promise<WebAnswer>;
}
