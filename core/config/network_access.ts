/** The way to the network: what this start of the program may use of it, and how. */

/** A host that a configuration wants to reach, and which setting says so. */
export interface WantedHost {
  /** Name of the setting, for the message. */
  readonly from: string;
  /** `host:port`, or a host for all its ports. */
  readonly host: string;
}

/** The host that a URL leads to, with its port: the scheme's where it names none. */
export function hostOf(url: string): string {
  const { host, port, protocol } = new URL(url);
  return port === "" ? `${host}:${protocol === "http:" ? 80 : 443}` : host;
}

/** One line for each host that this start of the program may not use, with the start that may; so that no call has to fail later. */
export async function checkNetwork(wanted: readonly WantedHost[]): Promise<string[]> {
  const problems = wanted.map(async ({ from, host }) => {
    const { state } = await Deno.permissions.query({ name: "net", host });
    return state === "granted" ? [] : [
      `${from}: this start may not use ${host}. "deno task serve" is the start that may use the whole network.`,
    ];
  });
  return (await Promise.all(problems)).flat();
}

let client: Deno.HttpClient | undefined;

/**
 * The platform's `fetch`, by HTTP/1.1 only. There a call that is given up takes its connection with it. By HTTP/2 all calls to a host share one, and
 * when its other end has vanished without a word, as behind a router that has lost its state, every new call goes on waiting in it (tried), until the
 * system gives the connection up, a quarter of an hour later.
 *
 * The client is made at the first call, as a start has no use for it.
 */
export function httpFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  client ??= Deno.createHttpClient({ http2: false });
  return fetch(input, { ...init, client });
}
