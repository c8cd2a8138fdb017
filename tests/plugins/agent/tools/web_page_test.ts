import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { ToolError } from "../../../../plugins/agent/tool.ts";
import { settle } from "../../../support/clock.ts";
import { type FakePage, WebTools } from "./fake_web.ts";

const URL_OF_PAGE = "https://a.example/docs/page";

// deno-lint-ignore no-explicit-any -- a test compares it
async function open(page: FakePage): Promise<any> {
  const tools = new WebTools();
  tools.web.pages.set(URL_OF_PAGE, page);
  return await tools.open(URL_OF_PAGE);
}

const sentence = "A sentence that is long enough to be one of an article, with a comma or two, and an end. ";
const ARTICLE =
  `<!doctype html><html><head><title>The title – A site</title><script>var secret = 1</script></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/x">Other things</a></li></ul></nav>
<article><h1>The title</h1><h2>First</h2><p>${sentence.repeat(6)}</p><p>Second <b>para</b>graph.${
    sentence.repeat(3)
  }<br>Third line</p>
<ul><li>one</li><li>two</li></ul><pre>if (a) {\n  b();\n}</pre><style>p { color: red }</style></article>
<footer>Cookies and more</footer></body></html>`;

Deno.test("of a page that has an article the article is read, as plain Markdown", async () => {
  const { url, title, text, cut } = await open({ body: ARTICLE });
  assertEquals([url, title, cut], [URL_OF_PAGE, "The title – A site", undefined]);
  assertStringIncludes(text, "## First\n\nA sentence");
  assertStringIncludes(text, "Second paragraph.");
  assertStringIncludes(text, "\nThird line\n\n- one\n- two\n\n```\nif (a) {\n  b();\n}\n```");
  for (const left of ["secret", "color", "Cookies"]) assert(!text.includes(left), left);
});

Deno.test("of a page without an article all of its text is read", async () => {
  const { text } = await open({
    body: "<title>x</title><p>hello &lt;b&gt;</p><table><tr><td>1</td><td>2</td></tr></table>",
  });
  assertEquals(text, "hello <b>\n\n1 | 2");
  assertEquals((await open({ body: "" })).text, "");
});

for (
  const page of [
    "<html><title>T &amp; U</title><body><p>hello</p></body></html>",
    "<!DOCTYPE html>\n<html lang=en>\n<HEAD><TITLE>T &amp; U</TITLE></HEAD>\n<BODY class='a'>hello",
    "<title>T &amp; U</title>hello",
    "<!doctype html><head><meta charset=utf-8><title>T &amp; U</title><p>hello",
    "<html><head><title>T &amp; U</title></head><header>hello</header></html>",
    "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><head><title>T &amp; U</title></head><body>hello</body></html>",
    "<!-- <body> --><title>T &amp; U</title><body>hello<svg><title>no</title></svg><script>'<body>'</script></body>",
  ]
) {
  Deno.test(`title and text are found in ${page}`, async () => {
    const { title, text } = await open({ body: page });
    assertEquals([title, text], ["T & U", "hello"]);
  });
}

Deno.test("texts and data are read as they are", async () => {
  for (
    const type of [
      "text/plain",
      "text/csv; charset=utf-8",
      "application/json",
      "application/ld+json",
      "application/xml",
    ]
  ) {
    const { title, text } = await open({ headers: { "content-type": type }, body: "<b>  as\nit is" });
    assertEquals([title, text], ["page", "<b>  as\nit is"]);
  }
});

Deno.test("what is no text is not read", async () => {
  for (const type of ["application/pdf", "image/png", "application/octet-stream", "application/zip"]) {
    let cancelled = false;
    const body = new ReadableStream<Uint8Array>({ cancel: () => void (cancelled = true) });
    const error = await assertRejects(() => open({ headers: { "content-type": type }, body }), ToolError);
    assertStringIncludes(error.message, type);
    assert(cancelled);
  }
});

Deno.test("a page is read by the characters that its server names, or that it names itself", async () => {
  const bytes = new Uint8Array([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2]);
  const page = new Uint8Array([...new TextEncoder().encode("<meta charset=windows-1251><p>"), ...bytes]);
  assertEquals(
    (await open({ headers: { "content-type": "text/plain; charset=windows-1251" }, body: bytes })).text,
    "Привет",
  );
  assertEquals((await open({ headers: { "content-type": "text/html" }, body: page })).text, "Привет");
  assertEquals((await open({ headers: { "content-type": "text/plain; charset=nonsense" }, body: "é" })).text, "é");
});

Deno.test("a long text is given on part by part, and of a page no more than two million bytes are read", async () => {
  let sent = 0;
  const block = new TextEncoder().encode("a".repeat(100_000));
  const endless = () => {
    sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += block.length;
        controller.enqueue(block);
      },
    });
    return { headers: { "content-type": "text/plain" }, body };
  };
  const tools = new WebTools();
  tools.web.pages.set(URL_OF_PAGE, endless);
  const first = await tools.say("open_url", { url: URL_OF_PAGE });
  assert(first.text.length > 5_000 && JSON.stringify(first).length < 12_000);
  assertEquals([first.next, first.cut], [first.text.length, undefined]);
  assert(sent < 2_500_000, String(sent));
  const last = await tools.say("open_url", { url: URL_OF_PAGE, from: 1_999_000 });
  assertEquals([last.text.length, last.next, last.cut], [1_000, undefined, true]);
  const behind = tools.say("open_url", { url: URL_OF_PAGE, from: 2_000_000 });
  await assertRejects(() => behind, ToolError, "2000000 characters");
  const whole = await open({ headers: { "content-type": "text/plain" }, body: "short" });
  assertEquals(whole, { url: URL_OF_PAGE, title: "page", text: "short" });
});

Deno.test("a server that refuses, or that is not there, is told", async () => {
  await assertRejects(() => open({ status: 404 }), ToolError, "answers 404");
  await assertRejects(() => new WebTools().open("https://none.example/"), ToolError, "can't be reached (ECONNREFUSED)");
});

Deno.test("a start without the network says which start has it", async () => {
  const tools = new WebTools();
  tools.web.open = false;
  await assertRejects(() => tools.open(URL_OF_PAGE), ToolError, "deno task serve");
  assertEquals(tools.web.asked, []);
});

/** Lets real turns pass until something is so: modules and workers are loaded in real time. */
async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; !isSo(); turn++) {
    assert(turn < 100_000, "It never was so.");
    await settle();
  }
}

const NEVER = () => new Promise<never>(() => {});

for (
  const [what, page] of [
    ["does not answer", NEVER],
    ["does not end", () => ({ body: new ReadableStream<Uint8Array>() })],
  ] as const
) {
  Deno.test(`a page that ${what} is given up after 20 seconds`, async () => {
    const tools = new WebTools();
    tools.web.pages.set(URL_OF_PAGE, page);
    const opened = assertRejects(() => tools.open(URL_OF_PAGE), ToolError, "longer than 20 seconds");
    await until(() => tools.web.asked.length > 0);
    await tools.clock.advance(20_000);
    await opened;
    assertEquals(tools.clock.pending, 0);
  });

  Deno.test(`a stop ends the wait for a page that ${what} at once`, async () => {
    const tools = new WebTools();
    tools.web.pages.set(URL_OF_PAGE, page);
    const stop = new AbortController();
    const opened = assertRejects(() => tools.open(URL_OF_PAGE, stop.signal), Error, "stopped");
    await until(() => tools.web.asked.length > 0);
    stop.abort(new Error("stopped"));
    await opened;
    assertEquals(tools.clock.pending, 0);
  });
}

Deno.test("a page that is made to take for ever holds up nobody, and is given up after 10 seconds", async () => {
  const tools = new WebTools();
  tools.web.pages.set(URL_OF_PAGE, { body: `<html><body>${"<div>".repeat(20_000)}x` });
  const opened = assertRejects(() => tools.open(URL_OF_PAGE), ToolError, "involved");
  // The page's own time and the time to find its text in it.
  await until(() => tools.clock.pending === 2);
  await tools.clock.advance(10_000);
  await opened;
  assertEquals(tools.clock.pending, 0);
});
