import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { ConsoleBotAdapter, type Terminal, type TerminalListener } from "../../../adapters/console/mod.ts";
import { OutputQueue } from "../../../adapters/console/output_queue.ts";
import { renderMarkdown } from "../../../adapters/console/terminal_markdown.ts";
import { type BotEvent, type IncomingMessage, Translations } from "../../../core/mod.ts";
import { testAdapter } from "../../contract/adapter.ts";
import { settle, TestClock } from "../../support/clock.ts";
import { TestFolder } from "../../support/folder.ts";
import { TestInbox } from "../../support/test_inbox.ts";
import { TestInput, TestOutput } from "../../support/text_streams.ts";

const CONVERSATION = { platform: "console", chat: "console", kind: "private" } as const;
const signal = new AbortController().signal;

/** A console in a pipe or with a program at its other end. */
class Pipe implements AsyncDisposable {
  readonly input = new TestInput();
  readonly output = new TestOutput();
  readonly inbox = new TestInbox();
  readonly adapter: ConsoleBotAdapter;
  /** How often it was said that something was not taken. */
  leftOut = 0;
  #unique = 0;
  unique: () => string = () => `u${++this.#unique}`;

  constructor(mode: "json" | "lines", readonly folder: TestFolder) {
    this.adapter = new ConsoleBotAdapter({
      end: { mode, input: this.input.stream, output: this.output.stream },
      clock: new TestClock(),
      translations: new Translations(),
      folder: folder.path,
      home: folder.path,
      onLeftOut: () => this.leftOut++,
      unique: () => this.unique(),
    });
  }

  static async open(mode: "json" | "lines"): Promise<Pipe> {
    const pipe = new Pipe(mode, await TestFolder.make());
    await pipe.adapter.start(pipe.inbox);
    return pipe;
  }

  /** What the program at the other end is told, once there is so much. */
  async told(count: number): Promise<Record<string, unknown>[]> {
    await this.output.until(({ objects }) => objects.length >= count);
    return this.output.objects;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.adapter.stop();
    await this.adapter.close();
    await this.folder[Symbol.asyncDispose]();
  }
}

testAdapter("console, json", async () => {
  const pipe = new Pipe("json", await TestFolder.make());
  return {
    adapter: pipe.adapter,
    conversation: CONVERSATION,
    missing: "/no/such/file",
    say: (text, id) => pipe.input.write(`${JSON.stringify({ type: "message", text, id })}\n`),
    edit: (text, id) => pipe.input.write(`${JSON.stringify({ type: "edit", text, id })}\n`),
    attach: async (bytes, name, id) => {
      const path = pipe.folder.join(name);
      await Deno.writeTextFile(path, bytes);
      pipe.input.write(`${JSON.stringify({ type: "message", text: "", id, files: [path] })}\n`);
    },
    press: (action) => pipe.input.write(`${JSON.stringify({ type: "action", action })}\n`),
    shown: () => pipe.output.objects.filter(({ text }) => text !== undefined).map(({ text }) => String(text)),
    [Symbol.asyncDispose]: () => pipe.folder[Symbol.asyncDispose](),
  };
});

Deno.test("json: a message is accepted only when it is in the journal", async () => {
  await using pipe = await Pipe.open("json");
  const durable = Promise.withResolvers<void>();
  pipe.inbox.answer = (events) => durable.promise.then(() => events.map(() => "accepted"));
  pipe.input.write('{"type":"message","text":"hi","id":"7"}\n');
  await pipe.inbox.until(({ calls }) => calls.length === 1);
  await settle();
  assertEquals(pipe.output.text, "");
  durable.resolve();
  assertEquals(await pipe.told(1), [{ type: "accepted", id: "7" }]);
});

Deno.test("json: a line has user, chat, album, forward, reply and files, with defaults for who and where", async () => {
  await using pipe = await Pipe.open("json");
  const path = pipe.folder.join("a photo.jpg");
  await Deno.writeTextFile(path, "bytes");
  const line = {
    type: "message",
    text: "look",
    id: "7",
    user: "guest",
    chat: "c1",
    album: "a1",
    replyTo: "6",
    forward: { from: "Anna", link: "https://example.org/1" },
    files: [path],
    at: 1_000,
  };
  pipe.input.write(`${JSON.stringify(line)}\n{"type":"message","text":"plain"}\n`);
  await pipe.inbox.until(({ events }) => events.length === 2);
  const [full, plain] = pipe.inbox.events as IncomingMessage[];
  assertEquals(full, {
    kind: "message",
    key: "console:c1:7",
    id: "7",
    conversation: { platform: "console", chat: "c1", kind: "private" },
    sender: { platform: "console", user: "guest" },
    at: 1_000,
    text: "look",
    album: "a1",
    replyTo: "6",
    origin: { from: "Anna", link: "https://example.org/1" },
    attachments: [{ ref: path, kind: "photo", mime: "image/jpeg", name: "a photo.jpg", size: 5 }],
  });
  assertEquals([plain.sender.user, plain.conversation.chat, plain.id], ["you", "console", "u1"]);
});

Deno.test("json: lines that arrive together are handed in together, in order", async () => {
  await using pipe = await Pipe.open("json");
  const lines = Array.from({ length: 700 }, (_, id) => `{"type":"message","text":"x","id":"${id}"}\n`);
  pipe.input.write(lines.join(""));
  await pipe.inbox.until(({ events }) => events.length === 700);
  assertEquals(pipe.inbox.calls.map(({ length }) => length), [500, 200]);
  assertEquals(pipe.inbox.events.map((event) => event.kind === "message" && event.id), lines.map((_, id) => `${id}`));
});

Deno.test("json: a duplicate is accepted and named as one, a stranger is refused, what can't be kept is an error", async () => {
  await using pipe = await Pipe.open("json");
  const outcomes = ["duplicate", "refused"] as const;
  pipe.inbox.answer = (events) =>
    pipe.inbox.calls.length <= 2
      ? Promise.resolve(events.map(() => outcomes[pipe.inbox.calls.length - 1]))
      : Promise.reject(new Error("The disk is full."));
  for (let id = 1; id <= 3; id++) {
    pipe.input.write(`{"type":"message","text":"x","id":"${id}"}\n`);
    await pipe.told(id);
  }
  const [duplicate, refused, lost] = pipe.output.objects;
  assertEquals(duplicate, { type: "accepted", id: "1", duplicate: true });
  assertEquals([refused.type, refused.id], ["refused", "2"]);
  assertEquals([lost.type, lost.id], ["error", "3"]);
  assertStringIncludes(String(lost.message), "disk is full");
});

Deno.test("a stop is no end of the input: questions stay open for the next start", async () => {
  await using pipe = await Pipe.open("json");
  await pipe.adapter.stop();
  assertEquals(pipe.inbox.ended, false);
});

Deno.test("closing waits until all that was said is out", async () => {
  const written: string[] = [];
  const free = Promise.withResolvers<void>();
  const output = new OutputQueue(
    new WritableStream({
      async write(chunk) {
        await free.promise;
        written.push(new TextDecoder().decode(chunk));
      },
    }),
  );
  void output.write("one\n");
  await settle();
  void output.write("two\n");
  const closed = output.close().then(() => assertEquals(written, ["one\n", "two\n"]));
  await settle();
  free.resolve();
  await closed;
});

Deno.test("json: every bad line gets a clear error with its number, and the next line is served", async () => {
  await using pipe = await Pipe.open("json");
  const bad: readonly [line: string, said: RegExp][] = [
    ["{", /not JSON/],
    ["[]", /object/],
    ['"text"', /object/],
    ["{}", /"type" must be one of/],
    ['{"type":"shout"}', /message, edit, action/],
    ['{"type":"message"}', /text or files/],
    ['{"type":"message","text":7}', /"text" must be a text/],
    ['{"type":"message","text":"x","user":""}', /"user"/],
    ['{"type":"message","text":"a\\u0000b"}', /NUL/],
    ['{"type":"message","text":"\\ud800"}', /surrogate/],
    ['{"type":"message","text":"x","files":"a"}', /"files" must be a list/],
    ['{"type":"message","text":"x","files":["/no/such"]}', /no file/],
    ['{"type":"message","text":"x","files":["/"]}', /is a folder/],
    ['{"type":"message","text":"x","forward":{"link":"y"}}', /"forward"/],
    ['{"type":"message","text":"x","at":"now"}', /"at" must be a time/],
    ['{"type":"message","text":"x","language":"!!"}', /"language" must be the tag of a language/],
    ['{"type":"edit","text":"x"}', /needs the field "id"/],
    ['{"type":"action"}', /needs the field "action"/],
    ['{"type":"message","text":"a\0b"}', /NUL/],
  ];
  pipe.input.write(bad.map(([line]) => `${line}\n`).join(""));
  pipe.input.write(new Uint8Array([0xff, 0xfe, 0x0a]));
  pipe.input.write(`${"x".repeat(1_000_001)}\n{"type":"message","text":"still here","id":"1"}\n`);
  const told = await pipe.told(bad.length + 3);
  for (const [index, [line, said]] of bad.entries()) {
    assertEquals([told[index].type, told[index].line], ["error", index + 1], line);
    assertMatch(String(told[index].message), said, line);
  }
  assertMatch(String(told[bad.length].message), /UTF-8/);
  assertMatch(String(told[bad.length + 1].message), /1 MB/);
  assertEquals(told.at(-1), { type: "accepted", id: "1" });
});

Deno.test("json: an error names the id of the line, where it has one", async () => {
  await using pipe = await Pipe.open("json");
  pipe.input.write('{"type":"message","id":"9","text":5}\n');
  assertEquals((await pipe.told(1))[0].id, "9");
});

Deno.test("json: messages, edits, reactions and deletions are written with chat and id", async () => {
  await using pipe = await Pipe.open("json");
  const { transport } = pipe.adapter;
  const buttons = [[{ text: "Undo", id: "b.0" }, { text: "Site", url: "https://example.org" }]];
  const message = await transport.perform<"send">(
    { kind: "send", conversation: CONVERSATION, text: "Saved", buttons, replyTo: "7", priority: "interactive" },
    signal,
  );
  await transport.perform({ kind: "edit", message, text: "Undone" }, signal);
  await transport.perform({ kind: "react", message, emoji: "👍" }, signal);
  await transport.perform({ kind: "delete", message }, signal);
  const { id } = message;
  assertEquals(pipe.output.objects, [
    {
      type: "message",
      chat: "console",
      id,
      text: "Saved",
      buttons: [[{ text: "Undo", action: "b.0" }, { text: "Site", url: "https://example.org" }]],
      replyTo: "7",
    },
    { type: "edit", chat: "console", id, text: "Undone" },
    { type: "reaction", chat: "console", id, emoji: "👍" },
    { type: "delete", chat: "console", id },
  ]);
});

Deno.test("json: the press of a button names the message that carries it", async () => {
  await using pipe = await Pipe.open("json");
  const buttons = [[{ text: "Undo", id: "b.0" }]];
  const message = await pipe.adapter.transport.perform<"send">(
    { kind: "send", conversation: CONVERSATION, text: "Saved", buttons, priority: "interactive" },
    signal,
  );
  pipe.input.write('{"type":"action","action":"b.0"}\n');
  await pipe.inbox.until(({ events }) => events.length === 1);
  const [press] = pipe.inbox.events;
  assertEquals(press.kind === "action" && press.message, message.id);
});

Deno.test("a file that is sent lies in the data folder under a name of ours", async () => {
  await using pipe = await Pipe.open("json");
  const file = { name: "../../evil.txt", open: () => Promise.resolve(new Blob(["bytes"]).stream()) };
  await pipe.adapter.transport.perform(
    { kind: "sendFile", conversation: CONVERSATION, file, priority: "interactive" },
    signal,
  );
  const [{ path, name }] = pipe.output.objects;
  assertEquals(name, "../../evil.txt");
  assert(String(path).startsWith(pipe.folder.join("outgoing")), String(path));
  assertEquals(await Deno.readTextFile(String(path)), "bytes");
});

Deno.test("an attachment is read from its file", async () => {
  await using pipe = await Pipe.open("json");
  const ref = pipe.folder.join("a.txt");
  await Deno.writeTextFile(ref, "content");
  const stream = await pipe.adapter.transport.perform<"download">(
    { kind: "download", platform: "console", attachment: { ref, kind: "document" } },
    signal,
  );
  assertEquals(await new Response(stream).text(), "content");
});

Deno.test("lines: each line is a message, blank ones are nothing, and the last needs no newline", async () => {
  await using pipe = await Pipe.open("lines");
  pipe.input.write("buy milk\r\n\n  \nand bread");
  pipe.input.end();
  await pipe.inbox.until(({ ended }) => ended);
  assertEquals(pipe.inbox.events.map((event) => event.kind === "message" && event.text), ["buy milk", "and bread"]);
});

/** The text that the messages of a batch would become. */
function wholeText(events: readonly BotEvent[]): string {
  return events.map((event) => event.kind === "message" ? (event.joint ?? "") + event.text : "").join("");
}

Deno.test("lines: lines in a row are parts of one text, with what stood between them", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom("", "  ", "text", "    code", "- /item", "7"), { maxLength: 12 }),
      async (lines) => {
        await using pipe = await Pipe.open("lines");
        pipe.input.write(lines.map((line) => `${line}\n`).join(""));
        pipe.input.end();
        await pipe.inbox.until(({ ended }) => ended);
        const text = lines.join("\n").trimEnd().replace(/^(?:[ \t]*\n)+/, "");
        assertEquals(wholeText(pipe.inbox.events), text);
      },
    ),
    { numRuns: 60 },
  );
});

Deno.test("lines: what is piped in at once is few messages, and its first line, which may be an answer, one by itself", async () => {
  await using pipe = await Pipe.open("lines");
  const lines = Array.from({ length: 500 }, (_, index) => `line ${index}`);
  pipe.input.write(lines.map((line) => `${line}\n`).join(""));
  pipe.input.end();
  await pipe.inbox.until(({ ended }) => ended);
  assert(pipe.inbox.events.length < 10, `${pipe.inbox.events.length} messages`);
  assertEquals(pressedOrSaid(pipe.inbox.events)[0], "said line 0");
  assertEquals(wholeText(pipe.inbox.events), lines.join("\n"));
});

Deno.test("lines: of what is no text the first mistakes are told, the others counted, and the program hears of it", async () => {
  await using pipe = await Pipe.open("lines");
  pipe.input.write("fine\n");
  pipe.input.write(new Uint8Array(Array.from({ length: 20 }, () => [0xff, 0x0a]).flat()));
  pipe.input.end();
  await pipe.inbox.until(({ ended }) => ended);
  const told = pipe.output.text.trimEnd().split("\n");
  assertEquals(told.length, 6);
  assertMatch(told[0], /^Line 2: .*UTF-8/);
  assertMatch(told[5], /^15 more lines/);
  assertEquals(pipe.leftOut, 20);
});

Deno.test("lines: a command parts the text before it from the text behind it", async () => {
  await using pipe = await Pipe.open("lines");
  pipe.input.write("one\ntwo\n\n/notes\n\nthree\n/etc/hosts is a file\n");
  pipe.input.end();
  await pipe.inbox.until(({ ended }) => ended);
  const messages = (pipe.inbox.events as IncomingMessage[]).map(({ text, joint }) => [text, joint]);
  assertEquals(messages, [["one", undefined], ["two", "\n"], ["/notes", undefined], ["three", undefined], [
    "/etc/hosts is a file",
    "\n",
  ]]);
});

Deno.test("lines: a line of a text that begins as a command which there is not is a part of it; at the beginning it is told", async () => {
  await using pipe = await Pipe.open("lines");
  pipe.inbox.unknownCommands.add("/usr").add("/tmp");
  pipe.input.write("/tmp\nPaths\n/usr is big\n/tmp\nend\n/notes\n/quit\n");
  await pipe.inbox.until(({ ended }) => ended);
  const messages = (pipe.inbox.events as IncomingMessage[]).map(({ text, joint }) => [text, joint]);
  assertEquals(messages, [
    ["/tmp", undefined],
    ["Paths", undefined],
    ["/usr is big\n/tmp\nend", "\n"],
    ["/notes", undefined],
  ]);
});

Deno.test("lines: within a code fence nothing is a command, and behind it everything is as before", async () => {
  await using pipe = await Pipe.open("lines");
  pipe.input.write("````sh\n/help\n\n```\n/as guest\n/quit\n````\n/as guest\nhello\n``` is `no` fence\n/notes\n");
  pipe.input.end();
  await pipe.inbox.until(({ ended }) => ended);
  const [mine, guests] = Map.groupBy(pipe.inbox.events, ({ sender }) => sender.user).values();
  assertEquals(wholeText(mine), "````sh\n/help\n\n```\n/as guest\n/quit\n````");
  assert((mine as IncomingMessage[]).slice(1).every(({ joint }) => joint !== undefined), "the kernel sees no command");
  assertEquals((guests as IncomingMessage[]).map(({ text, joint }) => [text, joint]), [
    ["hello", undefined],
    ["``` is `no` fence", "\n"],
    ["/notes", undefined],
  ]);
});

Deno.test("lines: what is cut anywhere arrives whole", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 10 }), async (sizes) => {
      await using pipe = await Pipe.open("lines");
      const bytes = new TextEncoder().encode("молоко\nи хлеб 🍞\nконец\n");
      let start = 0;
      for (const size of sizes) pipe.input.write(bytes.slice(start, start += size));
      pipe.input.write(bytes.slice(start));
      pipe.input.end();
      await pipe.inbox.until(({ ended }) => ended);
      assertEquals(wholeText(pipe.inbox.events), "молоко\nи хлеб 🍞\nконец");
    }),
    { numRuns: 30 },
  );
});

Deno.test("lines: /quit ends the input: what is before it is handed in, and nothing behind it is read", async () => {
  await using pipe = await Pipe.open("lines");
  pipe.input.write("one\n/quit\ntwo\n");
  await pipe.inbox.until(({ ended }) => ended);
  assertEquals(pipe.inbox.events.map((event) => event.kind === "message" && event.text), ["one"]);
});

Deno.test("lines: /as makes the following lines another user's", async () => {
  await using pipe = await Pipe.open("lines");
  pipe.input.write("/as guest\nhello\n/as you\nme again\n/as not a name!\n");
  await pipe.output.until(({ text }) => text.includes("can't be a name"));
  await pipe.inbox.until(({ events }) => events.length === 2);
  assertEquals(pipe.inbox.events.map(({ sender }) => sender.user), ["guest", "you"]);
});

Deno.test("lines: /file attaches, with quotes, ~ and a caption; a missing one is named with its line", async () => {
  await using pipe = await Pipe.open("lines");
  await Deno.writeTextFile(pipe.folder.join("my list.txt"), "x");
  pipe.input.write('/file "~/my list.txt" for you\n/file nowhere.txt\n');
  await pipe.output.until(({ text }) => text.includes("nowhere.txt"));
  await pipe.inbox.until(({ events }) => events.length === 1);
  const [event] = pipe.inbox.events as IncomingMessage[];
  assertEquals([event.text, event.attachments[0].name], ["for you", "my list.txt"]);
  assertStringIncludes(pipe.output.text, "Line 2");
});

Deno.test("lines: nobody is there to press a button, so a number is a text", async () => {
  await using pipe = await Pipe.open("lines");
  assertEquals(pipe.adapter.capabilities.buttons, "none");
  pipe.input.write("1\n");
  await pipe.inbox.until(({ events }) => events.length === 1);
  assertEquals(pipe.inbox.events[0].kind, "message");
});

Deno.test("lines: what the bot says is plain text, in lines as long as they are", async () => {
  await using pipe = await Pipe.open("lines");
  const text = `Saved **a\\_b** as \`a_b.md\`\n\n[Site](<https://example.org>)\n\n${"word ".repeat(40)}end`;
  await pipe.adapter.transport.perform(
    { kind: "send", conversation: CONVERSATION, text, priority: "interactive" },
    signal,
  );
  assertEquals(
    pipe.output.text,
    `Saved a_b as a_b.md\n\nSite (https://example.org)\n\n${"word ".repeat(40)}end\n`,
  );
});

Deno.test("nothing somebody sent can move the cursor or change the terminal", async () => {
  await using pipe = await Pipe.open("lines");
  await pipe.adapter.transport.perform(
    { kind: "send", conversation: CONVERSATION, text: "a\x1b[2Jb\x07c\u202ed\nnext", priority: "interactive" },
    signal,
  );
  assertEquals(pipe.output.text, "a[2Jbcd\nnext\n");
  // Markdown has references to characters, which are those characters once it is read.
  assertEquals(
    renderMarkdown("a&#27;[2J**b&#7;** [c&#155;](d&#27;) <i>&#8238;</i>", { columns: 80, colors: false }),
    "a[2Jb c (d&#27;) <i></i>",
  );
});

Deno.test("lines: a defect that ends the reading is told, so that nobody writes to one who does not hear", async () => {
  await using pipe = await Pipe.open("lines");
  const defect = new Error("a defect");
  pipe.unique = () => {
    throw defect;
  };
  pipe.input.write("hello\n");
  await pipe.inbox.until(({ ended }) => ended);
  assertEquals(pipe.inbox.failure, defect);
});

/** A terminal whose person is the test. */
class TestTerminal implements Terminal {
  readonly columns = 80;
  readonly printed: string[] = [];
  listener!: TerminalListener;

  open(listener: TerminalListener): Promise<void> {
    this.listener = listener;
    return Promise.resolve();
  }

  /** A line is typed, or what is said of it. */
  line(text: string, { follows = false, literal = false } = {}): void {
    this.listener.line({ text, follows, literal });
  }

  tell(text: string): Promise<void> {
    return this.print(`${text}\n`);
  }

  print(text: string): Promise<void> {
    this.printed.push(text);
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

interface TerminalTestOptions {
  readonly language?: string;
  readonly interrupt?: () => void;
  readonly translations?: Translations;
}

function makeTerminal(options: TerminalTestOptions = {}) {
  const terminal = new TestTerminal();
  const adapter = new ConsoleBotAdapter({
    end: { mode: "interactive", terminal, colors: false },
    clock: new TestClock(),
    translations: new Translations(),
    folder: "/nowhere",
    ...options,
  });
  return { terminal, adapter };
}

async function openTerminal(options?: TerminalTestOptions) {
  const { terminal, adapter } = makeTerminal(options);
  const inbox = new TestInbox();
  await adapter.start(inbox);
  return { terminal, inbox, adapter };
}

Deno.test("interactive: the greeting says in two lines what to do, in the terminal's language", async () => {
  const { terminal } = await openTerminal();
  assertEquals(terminal.printed.length, 1);
  assertEquals(terminal.printed[0].trim().split("\n").length, 2);
  const russian = await openTerminal({ language: "ru_RU.UTF-8" });
  assertMatch(russian.terminal.printed[0], /[а-я]/);
});

Deno.test("interactive: the language the owner has chosen goes before that of the terminal", async () => {
  const translations = new Translations();
  let language = "ru";
  translations.follow((account) => Promise.resolve(account === "owner" ? language : undefined));
  const { terminal } = await openTerminal({ language: "en_US.UTF-8", translations });
  terminal.line("/as no name!");
  language = "en";
  terminal.line("/as guest");
  await settle();
  const [greeting, problem, told] = terminal.printed;
  assertMatch(greeting, /[а-я]/);
  assertMatch(problem + told, /You are guest/);
});

Deno.test("interactive: a terminal that can't be written to any more ends the input, and that is told", async () => {
  const { terminal, inbox } = await openTerminal();
  const gone = new Error("Input/output error");
  terminal.tell = () => Promise.reject(gone);
  terminal.line("/as no name!");
  await inbox.until(({ ended }) => ended);
  assertEquals(inbox.failure, gone);
});

/** Sends what a plugin would. */
function sender({ transport }: ConsoleBotAdapter) {
  return (text: string, ...labels: string[]) => {
    const row = labels.map((label) => ({ text: label, id: label.toLowerCase() }));
    const buttons = labels.length === 0 ? {} : { buttons: [row] };
    return transport.perform(
      { kind: "send", conversation: CONVERSATION, text, ...buttons, priority: "interactive" },
      signal,
    );
  };
}

/** What was typed, as it was handed in. */
function pressedOrSaid(events: readonly BotEvent[]): string[] {
  return events.map((event) => event.kind === "action" ? `pressed ${event.action}` : `said ${event.text}`);
}

Deno.test("interactive: a number presses the button that shows it, whatever came behind its message", async () => {
  const { terminal, inbox, adapter } = await openTerminal();
  const send = sender(adapter);
  await send("Go on?", "Yes", "No");
  await send("Saved", "Undo");
  await send("All commands: …");
  for (const line of ["2", "3"]) terminal.line(line);
  await inbox.until(({ events }) => events.length === 2);
  assertEquals(pressedOrSaid(inbox.events), ["pressed no", "pressed undo"]);
});

Deno.test("interactive: a number that no button has is told of and kept nowhere, but is a text where nothing has buttons", async () => {
  const { terminal, inbox, adapter } = await openTerminal();
  terminal.line("7");
  await inbox.until(({ events }) => events.length === 1);
  await sender(adapter)("Saved", "Undo");
  terminal.line("7");
  await settle();
  assertMatch(terminal.printed.at(-1) ?? "", /no button 7/);
  terminal.line("7 apples");
  await inbox.until(({ events }) => events.length === 2);
  assertEquals(pressedOrSaid(inbox.events), ["said 7", "said 7 apples"]);
});

Deno.test("interactive: while a question is open a number is its answer, or one of its choices where it has any", async () => {
  const { terminal, inbox, adapter } = await openTerminal();
  const send = sender(adapter);
  await send("Saved", "Undo");
  inbox.question = { hasChoices: false };
  await send("How many?");
  for (const line of ["1", "42"]) terminal.line(line);
  await inbox.until(({ events }) => events.length === 2);
  inbox.question = { hasChoices: true };
  await send("How many?", "Ten", "Twelve");
  for (const line of ["3", "11"]) terminal.line(line);
  await inbox.until(({ events }) => events.length === 4);
  assertEquals(pressedOrSaid(inbox.events), ["said 1", "said 42", "pressed twelve", "said 11"]);
});

Deno.test("interactive: a row of buttons breaks between two of them", async () => {
  const { terminal, adapter } = await openTerminal();
  await sender(adapter)("Saved", "Undo", ...Array<string>(9).fill("Edit the tags"));
  const [, ...rows] = (terminal.printed.at(-1) ?? "").trimEnd().split("\n");
  assert(rows.length > 1 && rows.every((row) => row.length <= 80 && /^\[\d+\] .*[a-z]$/.test(row)), rows.join("\n"));
  assertEquals(rows.join("  ").split("  ").length, 10);
});

Deno.test("interactive: what is shown before the prompt is there, such as an open question of before, comes behind the greeting", async () => {
  const { terminal, adapter } = makeTerminal();
  await sender(adapter)("Which tags?");
  await adapter.start(new TestInbox());
  assertEquals(terminal.printed.map((text) => text.split("\n")[0]), [
    "Type or paste something and press Enter. A number presses a button,",
    "Which tags?",
  ]);
});

Deno.test("interactive: /help tells of the terminal's own commands, with a command's name of that one alone", async () => {
  const { terminal, inbox } = await openTerminal();
  for (const line of ["/help", "/help notes", "/help /file"]) terminal.line(line);
  terminal.listener.ended();
  await inbox.until(({ ended }) => ended);
  const [, all, file, ...more] = terminal.printed;
  assertMatch(all, /^In this terminal:\n\/file .*\n\/as .*\n\/quit .*\n$/);
  assertMatch(file, /^\/file PATH.*\n$/);
  assertEquals([more, pressedOrSaid(inbox.events)], [[], ["said /help", "said /help notes"]]);
});

Deno.test("lines: /help is the bot's alone, but for the commands that it does not know", async () => {
  await using pipe = await Pipe.open("lines");
  pipe.input.write("/help\n/help quit\n");
  pipe.input.end();
  await pipe.inbox.until(({ ended }) => ended);
  assertEquals(pressedOrSaid(pipe.inbox.events), ["said /help"]);
  assertMatch(pipe.output.text, /^\/quit .*\n$/);
});

Deno.test("interactive: lines are handed in one after the other, and the end of input behind them", async () => {
  const { terminal, inbox } = await openTerminal();
  for (const line of ["one", "two", "three"]) terminal.line(line);
  terminal.listener.ended();
  await inbox.until(({ ended }) => ended);
  assertEquals(inbox.events.map((event) => event.kind === "message" && event.text), ["one", "two", "three"]);
});

Deno.test("interactive: a paste is one message, and nothing in it acts", async () => {
  const { terminal, inbox, adapter } = await openTerminal();
  const buttons = [[{ text: "Undo", id: "b.0" }]];
  await adapter.transport.perform(
    { kind: "send", conversation: CONVERSATION, text: "Saved", buttons, priority: "interactive" },
    signal,
  );
  terminal.line("1\n\n/as guest\n/quit", { literal: true });
  terminal.line("/help\n1", { literal: true });
  terminal.listener.ended();
  await inbox.until(({ ended }) => ended);
  const messages = inbox.events as IncomingMessage[];
  assertEquals(messages.map(({ kind, sender, text }) => [kind, sender.user, text]), [
    ["message", "you", "1\n\n/as guest\n/quit"],
    ["message", "you", "\n/help\n1"], // a command would begin with its first character
  ]);
});

Deno.test("interactive: what is pasted behind a command that was typed is what the command is given", async () => {
  const { terminal, inbox } = await openTerminal();
  terminal.line("/note # Title\n\ntext");
  await inbox.until(({ events }) => events.length === 1);
  const [event] = inbox.events;
  assertEquals(event.kind === "message" && [event.text, event.joint], ["/note # Title\n\ntext", undefined]);
});

Deno.test("interactive: lines of one burst are one text, but commands typed ahead are commands", async () => {
  const { terminal, inbox } = await openTerminal();
  terminal.line("one");
  terminal.line("", { follows: true });
  terminal.line("two", { follows: true });
  terminal.line("/notes", { follows: true });
  terminal.line("  /status", { follows: false });
  terminal.line("three");
  await inbox.until(({ events }) => events.length === 5);
  assertEquals((inbox.events as IncomingMessage[]).map(({ text, joint }) => [text, joint]), [
    ["one", undefined],
    ["two", "\n\n"],
    ["/notes", undefined],
    ["/status", undefined],
    ["three", undefined],
  ]);
});

Deno.test("interactive: a paste of a megabyte is refused with what to do", async () => {
  const { terminal, inbox } = await openTerminal();
  terminal.line("ы".repeat(500_000), { literal: true });
  terminal.listener.ended();
  await inbox.until(({ ended }) => ended);
  assertEquals(inbox.events.length, 0);
  assertMatch(terminal.printed.at(-1) ?? "", /1 MB/);
});

Deno.test("interactive: Ctrl-C asks the program to stop, /quit ends the input", async () => {
  let interrupted = 0;
  const { terminal, inbox } = await openTerminal({ interrupt: () => interrupted++ });
  terminal.listener.interrupted();
  assertEquals(interrupted, 1);
  terminal.line("/quit");
  await inbox.until(({ ended }) => ended);
});

Deno.test("Markdown is rendered for the terminal", () => {
  const markdown =
    "# Title\n\n**bold** and `code`, a [link](https://example.org)\n\n- one\n- two\n  1. deep\n\n> quoted\n\n```\nraw *text*\n```";
  assertEquals(
    renderMarkdown(markdown, { columns: 80, colors: false }),
    "Title\n\nbold and code, a link (https://example.org)\n\n• one\n• two\n  1. deep\n\n│ quoted\n\n  raw *text*",
  );
  assertStringIncludes(renderMarkdown("**bold**", { columns: 80, colors: true }), "\x1b[1mbold\x1b[22m");
});

Deno.test("long paragraphs are wrapped at words", () => {
  const lines = renderMarkdown("word ".repeat(30), { columns: 40, colors: false }).split("\n");
  assert(lines.length > 3 && lines.every((line) => line.length <= 40), lines.join("\n"));
});
