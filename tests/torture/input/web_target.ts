/** Pages as servers send them to a bot that asked for one. */
import { assert } from "@std/assert";
import fc from "fast-check";
import { ToolError } from "../../../plugins/agent/mod.ts";
import { FakeWeb, WebTools } from "../../plugins/agent/tools/fake_web.ts";
import { nastyLine, nastyText } from "./nasty_texts.ts";
import type { InputTarget } from "./target.ts";

/** What a server sends. */
interface Answer {
  readonly url?: string;
  readonly status?: number;
  readonly type?: string;
  readonly location?: string;
  readonly html: string;
  /** So many times the same. */
  readonly times?: number;
}

const tags = fc.constantFrom(
  "<div>",
  "<p>",
  "</p>",
  "<table><tr><td>",
  "<li>",
  "<a href=x>",
  "<b",
  "<!--",
  "]]>",
  "<br>",
);
const more = fc.constantFrom(
  "<title>",
  "<svg>",
  "<script>",
  "</script>",
  "<template>",
  "<pre>",
  "<h1>",
  "&#x0;",
  "<meta charset=",
);
const html = fc.array(fc.oneof(tags, more, nastyLine), { maxLength: 20 }).map((parts) => parts.join(""));

const answer: fc.Arbitrary<Answer> = fc.record({
  url: fc.constantFrom(
    "https://a.example/",
    "https://a.example/x?y=z",
    "http://[::1]/",
    "https://a.example:22/",
    "file:///etc",
  ),
  status: fc.constantFrom(200, 200, 204, 301, 302, 404, 500, 599),
  type: fc.oneof(
    fc.constantFrom(
      "text/html; charset=nonsense",
      "text/html; charset=utf-16le",
      'text/plain; charset="',
      "application/zip",
    ),
    fc.constantFrom("", ";", "text/html;charset=utf-7", "application/json", "text/html; charset=x-user-defined"),
  ),
  location: fc.constantFrom(
    "/",
    "//",
    "https://b.example/",
    "http://127.0.0.1/",
    "javascript:x",
    "https://a.example/x?y=z",
    "\\\\x",
  ),
  html: fc.oneof(html, nastyText),
  times: fc.constantFrom(1, 2, 50, 1_000),
}, { requiredKeys: ["html"] });

/** See the file's comment. */
export const webTarget: InputTarget<Answer> = {
  name: "web_pages",
  inputs: answer,
  costs: 40,
  open: () => ({
    async feed({ url = "https://a.example/", status = 200, type = "text/html", location, html, times = 1 }) {
      const web = new FakeWeb();
      const headers = { "content-type": type, ...(location === undefined ? {} : { location }) };
      const parts = ReadableStream.from(repeated(new TextEncoder().encode(html), times));
      web.pages.set(url, { status, headers, body: parts });
      const tools = new WebTools(web);
      try {
        const told = await tools.open(url);
        assert(JSON.stringify(told).length < 200_000, "a page is told without bounds");
      } catch (error) {
        if (!(error instanceof ToolError)) throw error;
      }
      assert(
        web.asked.every(({ addresses }) => addresses.every((address) => address === "93.184.215.14")),
        "another host is asked",
      );
      web.pages.set("https://good.example/", { body: "<p>all is well</p>" });
      assert(
        JSON.stringify(await tools.open("https://good.example/")).includes("all is well"),
        "a good page is not read",
      );
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }),
};

function* repeated(bytes: Uint8Array<ArrayBuffer>, times: number): Generator<Uint8Array<ArrayBuffer>> {
  for (let time = 0; time < times; time++) yield bytes;
}
