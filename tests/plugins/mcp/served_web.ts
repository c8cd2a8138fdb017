/** A web of the tests' own, in which servers of MCP answer: nothing leaves the process. */
import { abortable } from "@std/async/abortable";
import { plugin } from "@portico/bot";
import type { Constructor } from "@portico/bot";
import { Web, type WebAnswer, type WebQuestion } from "../../../plugins/agent/mod.ts";
import type { FakeHttpMcp } from "../../support/fake_mcp/http_server.ts";

/** See the file's comment. Every host has a public address unless it is said otherwise. */
export class ServedWeb extends Web {
  /** Servers by their hosts. */
  readonly hosts = new Map<string, FakeHttpMcp>();
  readonly names = new Map<string, readonly string[]>();
  /** To which addresses connections went. */
  readonly connected: string[] = [];
  open = true;

  isOpen(): Promise<boolean> {
    return Promise.resolve(this.open);
  }

  resolve(host: string): Promise<readonly string[]> {
    return Promise.resolve(this.names.get(host) ?? ["93.184.215.14"]);
  }

  async send(url: URL, addresses: readonly string[], question: WebQuestion): Promise<WebAnswer> {
    this.connected.push(...addresses);
    const server = this.hosts.get(url.hostname);
    if (server === undefined) {
      throw Object.assign(new Error(`connect ECONNREFUSED ${addresses[0]}`), { code: "ECONNREFUSED" });
    }
    const { method, headers, body, signal } = question;
    const request = new Request(url, { method, headers, ...(body === undefined ? {} : { body }) });
    const response = await abortable(server.handle(request), signal);
    return { status: response.status, headers: response.headers, body: untilAborted(response.body, signal) };
  }
}

/** As a connection that is cut when somebody gives up. */
function untilAborted(body: ReadableStream<Uint8Array> | null, signal: AbortSignal): ReadableStream<Uint8Array> {
  const reader = body?.getReader();
  return new ReadableStream({
    async pull(to) {
      const next = await abortable(reader?.read() ?? Promise.resolve(undefined), signal);
      if (next === undefined || next.done) to.close();
      else to.enqueue(next.value);
    },
    cancel: () => reader?.cancel(),
  }, { highWaterMark: 0 });
}

/** A plugin that offers this web to the others. */
export function webOf(web: Web): Constructor {
  class GivenWeb extends Web {
    isOpen = () => web.isOpen();
    resolve = (host: string) => web.resolve(host);
    send = (...args: Parameters<Web["send"]>) => web.send(...args);
  }

  @plugin({ name: "web-tool", provides: [{ token: Web, useClass: GivenWeb }] })
  class GivenWebPlugin {}

  return GivenWebPlugin;
}
