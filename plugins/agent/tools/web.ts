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

/** A question beside its address. */
export interface WebQuestion {
  /** Of HTTP, such as `POST`. */
  readonly method: string;
  /** All of them but the length of the body. */
  readonly headers: Readonly<Record<string, string>>;
  /** Sent with its length, and never sent again by itself. */
  readonly body?: string;
  /** Ends it, the reading of its answer included. */
  readonly signal: AbortSignal;
}

/** What a host's name means now. */
export interface HostAddresses {
  /** All of them; none when there is no such host. */
  readonly addresses: readonly string[];
  /** Every one of them is public: whoever gives both public and private ones hopes for a lucky draw. */
  readonly isPublic: boolean;
}

/** What pages are asked for with. */
const PAGE_HEADERS: Readonly<Record<string, string>> = {
  "user-agent": "Portico (a person's note bot; reads single pages on request)",
  "accept": "text/html, application/xhtml+xml, text/*;q=0.9, application/json;q=0.9, */*;q=0.1",
  "accept-encoding": "gzip",
};

/** The way out. Abstract, so that it is type and DI token in one, and tests reach no network. */
export abstract class Web {
  /** Whether the bot may use the whole network. */
  abstract isOpen(): Promise<boolean>;
  /** All addresses of a host, at least one; rejects when it has none. */
  abstract resolve(host: string): Promise<readonly string[]>;
  /**
   * Asks once, and follows no redirect. It connects to one of `addresses` and to no other, whatever the host's name means by then; the certificate has to
   * be the host's. Rejects when nothing comes back, and when the signal is aborted.
   */
  abstract send(url: URL, addresses: readonly string[], question: WebQuestion): Promise<WebAnswer>;

  /** Asks for a page by GET, without cookies; see `send`. */
  get(url: URL, addresses: readonly string[], signal: AbortSignal): Promise<WebAnswer> {
    return this.send(url, addresses, { method: "GET", headers: PAGE_HEADERS, signal });
  }

  /** What the host of a URL means, an address included, and whether it is for everybody. Never rejects. */
  async addressesOf({ hostname }: Pick<URL, "hostname">): Promise<HostAddresses> {
    const { isPublicAddress } = await import("./public_address.ts");
    const host = hostname.replace(/^\[|\]$/g, "");
    const isAddress = hostname.startsWith("[") || /^\d+\.\d+\.\d+\.\d+$/.test(host);
    const addresses = isAddress ? [host] : await this.resolve(host).catch(() => []);
    return { addresses, isPublic: addresses.length > 0 && addresses.every(isPublicAddress) };
  }
}
