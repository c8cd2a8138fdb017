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
