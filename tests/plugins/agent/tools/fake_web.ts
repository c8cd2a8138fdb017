/** A web of the tests' own: names mean what a test says, and nothing leaves the process. */
import { Web, type WebAnswer } from "../../../../plugins/agent/tools/web.ts";
import { WebToolPlugin } from "../../../../plugins/agent/tools/web_tool_plugin.ts";
import { TestClock } from "../../../support/clock.ts";
import { ToolCaller } from "./support.ts";

/** A page as a server gives it. */
export interface FakePage {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | ReadableStream<Uint8Array>;
}

/** Serves pages by their addresses. Every host has a public address unless it is said otherwise. */
export class FakeWeb extends Web {
  /** What a name means each time it is asked; the last answer stays. */
  readonly names = new Map<string, readonly (readonly string[])[]>();
  /** Pages by address; a function is asked each time. */
  readonly pages = new Map<string, FakePage | (() => FakePage | Promise<FakePage>)>();
  /** What was asked for, and to which addresses the connection went. */
  readonly asked: { readonly url: string; readonly addresses: readonly string[] }[] = [];
  open = true;

  isOpen(): Promise<boolean> {
    return Promise.resolve(this.open);
  }

  resolve(host: string): Promise<readonly string[]> {
    const [now = ["93.184.215.14"], ...later] = this.names.get(host) ?? [];
    if (later.length > 0) this.names.set(host, later);
    return Promise.resolve(now);
  }

  async send(url: URL, addresses: readonly string[]): Promise<WebAnswer> {
    this.asked.push({ url: url.href, addresses });
    const page = this.pages.get(url.href);
    if (page === undefined) {
      throw Object.assign(new Error("connect ECONNREFUSED 93.184.215.14:443"), { code: "ECONNREFUSED" });
    }
    const { status = 200, headers = {}, body = "" } = typeof page === "function" ? await page() : page;
    const stream = body instanceof ReadableStream
      ? body
      : new Response(typeof body === "string" ? body : body.slice()).body;
    return {
      status,
      headers: new Headers({ "content-type": "text/html; charset=utf-8", ...headers }),
      body: stream ?? ReadableStream.from([]),
    };
  }
}

/** The tool on a web of its own, in virtual time. */
export class WebTools extends ToolCaller {
  readonly web: FakeWeb;
  readonly clock: TestClock;

  constructor(web: FakeWeb = new FakeWeb(), clock: TestClock = new TestClock()) {
    super(new WebToolPlugin(web, clock));
    this.web = web;
    this.clock = clock;
  }

  /** What `open_url` says of an address. */
  // deno-lint-ignore no-explicit-any -- a test compares it
  async open(url: string, signal?: AbortSignal): Promise<any> {
    return await this.say("open_url", { url }, signal ? { signal } : {});
  }
}
