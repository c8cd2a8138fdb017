/** What a person and a program get from the real program. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { TestFolder } from "../support/folder.ts";
import { Program, run } from "../support/program.ts";
import { readNotes } from "../support/vault_notes.ts";

/** The test runner would not end while a child process does; what a test starts, it ends. */
async function withData(test: (data: string, folder: TestFolder) => Promise<void>): Promise<void> {
  await using folder = await TestFolder.make();
  await test(folder.join("data"), folder);
}

Deno.test("lines piped in become one note, its name is printed, and the program ends with 0", () =>
  withData(async (data) => {
    const { code, stdout, stderr } = await run("buy milk\nand bread\n", { data });
    assertEquals(code, 0, stderr);
    const notes = await readNotes(data);
    assertEquals(notes.length, 1);
    assertMatch(notes[0].text, /buy milk[^]*and bread/);
    assertStringIncludes(stdout, "buy milk");
  }));

Deno.test("a text of 25,000 lines that is piped in is one note with all of them", () =>
  withData(async (data) => {
    const lines = Array.from({ length: 25_000 }, (_, index) => `${index + 1}`).join("\n");
    const { code, stderr } = await run(`${lines}\n`, { data });
    assertEquals(code, 0, stderr);
    const notes = await readNotes(data);
    assertEquals(notes.length, 1);
    assertStringIncludes(notes[0].text, lines);
  }));

Deno.test("what is no text is told in a few lines, and the program ends with 5", () =>
  withData(async (data) => {
    const { code, stdout, stderr } = await run(`buy milk\n${"\0\n".repeat(1_000)}`, { data });
    assertEquals(code, 5, stderr);
    assertMatch(stdout, /Line 2: .*NUL[^]*995 more lines/);
    assertEquals(stdout.split("\n").filter((line) => line.startsWith("Line ")).length, 5);
    assertEquals((await readNotes(data)).length, 1);
  }));

const MARKDOWN = `# Trip to Riga

We leave *early*.\u0020\u0020
Then:

| what | price |
|------|------:|
| bus  | 12    |

1. first

   \`\`\`sh
   ls -la
   \`\`\`
2. second


Two blank lines above.

\`\`\`ts
function go() {

    return "#notatag";
  
/help
/quit
1
}
\`\`\`

\ttab, молоко 🍞 #travel
`;

Deno.test("a Markdown file piped in is the body of the note, byte for byte", () =>
  withData(async (data) => {
    const { code, stderr } = await run(MARKDOWN, { data });
    assertEquals(code, 0, stderr);
    const notes = await readNotes(data);
    assertEquals(notes.length, 1);
    const [, properties, body] = /^---\n([^]*?)\n---\n\n([^]*)$/.exec(notes[0].text) ?? [];
    assertEquals(body, MARKDOWN);
    assertMatch(properties, /tags:\n {2}- travel\n/);
    assert(!properties.includes("notatag"), "what stands in code is no tag");
  }));

Deno.test("commands in a piped script act in their order", () =>
  withData(async (data) => {
    const { code, stdout } = await run("one\ntwo\n/whoami\nthree\n/quit\nfour\n", { data });
    assertEquals(code, 0);
    assertMatch(stdout, /account owner/);
    const notes = await readNotes(data);
    assertEquals(notes.map(({ text }) => text.split("---\n\n")[1]).toSorted(), ["one\ntwo\n", "three\n"]);
  }));

Deno.test("a piped file of paths is whole in its note", () =>
  withData(async (data) => {
    const text = "Paths\n/usr is big\n/tmp\n/home/me\nend\n";
    assertEquals((await run(text, { data })).code, 0);
    assertEquals((await readNotes(data)).map(({ text }) => text.split("---\n\n")[1]), [text]);
  }));

Deno.test("what the terminal itself says is in the language the owner has chosen, also at the next start", () =>
  withData(async (data) => {
    assertMatch((await run("/as no name!\n", { data })).stdout, /can't be a name/);
    await run("/language ru\n", { data });
    assertMatch((await run("/as no name!\n", { data })).stdout, /не годится как имя/);
  }));

Deno.test("an album and a forward become one note each, with caption, files and origin", () =>
  withData(async (data, folder) => {
    const files = ["a.jpg", "b.jpg", "c.jpg"].map((name) => folder.join(name));
    for (const file of files) await Deno.writeTextFile(file, `bytes of ${file}`);
    await using program = Program.start({ data });
    await program.send(
      { type: "message", id: "1", chat: "c1", album: "x", text: "Our trip", files: [files[0]] },
      { type: "message", id: "2", chat: "c1", album: "x", files: [files[1]] },
      { type: "message", id: "3", chat: "c1", album: "x", files: [files[2]] },
      {
        type: "message",
        id: "4",
        chat: "c2",
        text: "Read this",
        forward: { from: "Anna", link: "https://example.org/7" },
      },
    );
    await program.accepted("4");
    assertEquals(await program.end(), 0, program.stderr);
    const notes = await readNotes(data);
    assertEquals(notes.length, 2);
    const album = notes.find(({ text }) => text.includes("Our trip"));
    const forward = notes.find(({ text }) => text.includes("Read this"));
    assert(album !== undefined && forward !== undefined);
    assertEquals((album.text.match(/\.jpg\)/g) ?? []).length, 3, album.text);
    assertStringIncludes(forward.text, "Anna");
    assertStringIncludes(forward.text, "https://example.org/7");
  }));

Deno.test("the same id sent twice is one message, also after a restart", () =>
  withData(async (data) => {
    const message = { type: "message", id: "1", text: "only once" };
    await using first = Program.start({ data });
    await first.send(message, message);
    await first.end();
    await using second = Program.start({ data });
    await second.send(message);
    const told = await second.accepted("1");
    await second.end();
    assertEquals(told.duplicate, true);
    assertEquals((await readNotes(data)).length, 1);
  }));

Deno.test("a note stays a note when another mode is chosen at once", () =>
  withData(async (data) => {
    await using program = Program.start({ data });
    await program.send({ type: "message", text: "a thought" }, { type: "message", id: "2", text: "/mode ask" });
    const told = await program.until(({ type, replyTo }) => type === "message" && replyTo === "2");
    assertMatch(String(told.text), /note/, "a mode that is not there is named with those that are");
    await program.end();
    assertEquals((await readNotes(data)).length, 1);
  }));

Deno.test("a thousand users at once get a thousand notes", () =>
  withData(async (data) => {
    await using program = Program.start({ data });
    await program.send(
      ...Array.from({ length: 1_000 }, (_, user) => {
        return { type: "message", id: `${user}`, user: `user${user}`, chat: `chat${user}`, text: `thought of ${user}` };
      }),
    );
    assertEquals(await program.end(), 0, program.stderr);
    const notes = await readNotes(data);
    assertEquals(notes.length, 1_000);
    assertEquals(new Set(notes.map(({ account }) => account)).size, 1_000);
  }));

Deno.test("undo takes the note away and says so", () =>
  withData(async (data) => {
    await using program = Program.start({ data });
    await program.send({ type: "message", id: "1", text: "a mistake" }, { type: "message", text: "/settings" });
    const saved = await program.until(({ text, buttons }) => /a mistake/.test(String(text)) && Array.isArray(buttons));
    const [undo] = (saved.buttons as { text: string; action: string }[][]).flat();
    assertEquals((await readNotes(data)).length, 1);
    await program.send({ type: "action", action: undo.action });
    await program.until(({ type, id }) => type === "edit" && id === saved.id);
    assertEquals((await readNotes(data)).length, 0);
    await program.end();
  }));

Deno.test("bad input gets a clear error each, and nothing accepted is lost", () =>
  withData(async (data) => {
    const bad = [
      '{"type":',
      '{"type":"shout"}',
      '{"type":"message","files":["/no/such"]}',
      "\0",
      "x".repeat(1_100_000),
    ];
    const good = '{"type":"message","id":"good","text":"still here"}';
    const { code, stdout } = await run(`${[...bad, good].join("\n")}\n`, { data, args: ["--json"] });
    assertEquals(code, 0);
    const told = stdout.trim().split("\n").map((line) => JSON.parse(line));
    const errors = told.filter(({ type }) => type === "error");
    assertEquals(errors.map(({ line }) => line), [1, 2, 3, 4, 5]);
    assert(errors.every(({ message }) => String(message).length > 10));
    assertEquals((await readNotes(data)).length, 1);
  }));

Deno.test("a vault that can't be written is told, and the note is made when it can", () =>
  withData(async (data) => {
    await Deno.mkdir(data);
    await Deno.writeTextFile(`${data}/vaults`, "a file where the folder should be");
    await using first = Program.start({ data });
    await first.send({ type: "message", id: "1", text: "wait for me" });
    await first.accepted("1");
    assertEquals(await first.end(), 0, first.stderr);
    await Deno.remove(`${data}/vaults`);
    await using second = Program.start({ data });
    await second.send({ type: "message", id: "2", text: "/failed" });
    const list = await second.until(({ type, buttons }) => type === "message" && Array.isArray(buttons));
    const [retry] = (list.buttons as { text: string; action: string }[][]).flat();
    await second.send({ type: "action", action: retry.action });
    assertEquals(await second.end(), 0, second.stderr);
    assertMatch((await readNotes(data))[0].text, /wait for me/);
  }));
