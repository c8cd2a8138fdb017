/** A server over MCP that answers with whatever it was sent, headers and address included, in each way in which it can answer. */
import { FakeHttpMcp } from "../../support/fake_mcp/http_server.ts";
import { isRecord } from "@portico/bot";

/** Its tools: what each answers with. */
const ECHOES: Readonly<Record<string, (id: unknown, said: string) => object>> = {
  echo: (id, text) => ({ jsonrpc: "2.0", id, result: { content: [{ type: "text", text }] } }),
  count: (id, said) => ({
    jsonrpc: "2.0",
    id,
    result: { content: [{ type: "resource_link", uri: said, name: said }], structuredContent: { [said]: said } },
  }),
  fail: (id, text) => ({ jsonrpc: "2.0", id, result: { content: [{ type: "text", text }], isError: true } }),
  refuse: (id, message) => ({ jsonrpc: "2.0", id, error: { code: -32602, message } }),
};

/** See the file's comment. */
export class EchoingMcp implements AsyncDisposable {
  /** Addresses and headers of all requests, and their bodies. */
  readonly requests: { readonly head: string; readonly body: string }[] = [];
  readonly #fake = new FakeHttpMcp();
  readonly #server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => this.#handle(request),
  );

  /** Where it is. */
  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}/mcp`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }

  async #handle(request: Request): Promise<Response> {
    const head = JSON.stringify([request.url, [...request.headers]]);
    const body = await request.clone().text();
    this.requests.push({ head, body });
    const message: unknown = body === "" ? undefined : JSON.parse(body);
    if (!isRecord(message) || message.method !== "tools/call") return await this.#fake.handle(request);
    const name = isRecord(message.params) ? String(message.params.name) : "";
    const said = `${head} ${request.url} ${[...request.headers.values()].join(" ")}`;
    const echo = ECHOES[name];
    // A server that breaks tells all about it, too.
    return echo === undefined ? new Response(said, { status: 500 }) : Response.json(echo(message.id, said));
  }
}
