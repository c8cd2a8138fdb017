import { assertEquals, assertRejects } from "@std/assert";
import { createFile, moveFile, replaceFile } from "../../../plugins/vault/atomic_file.ts";
import { FileCalls } from "../../support/file_calls.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const yes = () => Promise.resolve(true);

async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function namesIn(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();
}

Deno.test("a new file is there whole, and nothing beside it", async () => {
  await withFolder(async (folder) => {
    assertEquals(await createFile(`${folder}/a.md`, bytes("one")), true);
    assertEquals(await Deno.readTextFile(`${folder}/a.md`), "one");
    assertEquals(namesIn(folder), ["a.md"]);
  });
});

Deno.test("a new file never takes the place of one that is there", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/a.md`, "mine");
    assertEquals(await createFile(`${folder}/a.md`, bytes("yours")), false);
    assertEquals(await Deno.readTextFile(`${folder}/a.md`), "mine");
    assertEquals(namesIn(folder), ["a.md"]);
  });
});

Deno.test("of many who make one file at once, one does", async () => {
  await withFolder(async (folder) => {
    const made = await Promise.all(
      Array.from({ length: 20 }, (_, n) => createFile(`${folder}/a.md`, bytes(String(n)))),
    );
    assertEquals(made.filter(Boolean).length, 1);
    assertEquals(await Deno.readTextFile(`${folder}/a.md`), String(made.indexOf(true)));
    assertEquals(namesIn(folder), ["a.md"]);
  });
});

Deno.test("a stream that breaks leaves nothing", async () => {
  await withFolder(async (folder) => {
    const stream = ReadableStream.from((async function* () {
      yield await Promise.resolve(bytes("half"));
      throw new Error("connection lost");
    })());
    await assertRejects(() => createFile(`${folder}/a.bin`, stream), Error, "connection lost");
    assertEquals(namesIn(folder), []);
  });
});

Deno.test("a file is replaced as a whole, with the rights it had", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/a.md`, "old", { mode: 0o640 });
    await Deno.chmod(`${folder}/a.md`, 0o640);
    assertEquals(await replaceFile(`${folder}/a.md`, bytes("new"), yes), true);
    assertEquals(await Deno.readTextFile(`${folder}/a.md`), "new");
    assertEquals(((await Deno.stat(`${folder}/a.md`)).mode ?? 0) & 0o777, 0o640);
    assertEquals(namesIn(folder), ["a.md"]);
  });
});

Deno.test("a file that changed meanwhile is not replaced", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/a.md`, "theirs");
    assertEquals(await replaceFile(`${folder}/a.md`, bytes("ours"), () => Promise.resolve(false)), false);
    assertEquals(await Deno.readTextFile(`${folder}/a.md`), "theirs");
    assertEquals(namesIn(folder), ["a.md"]);
  });
});

Deno.test("a file moves, but never over another", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/a.md`, "a");
    await Deno.writeTextFile(`${folder}/b.md`, "b");
    assertEquals(await moveFile(`${folder}/a.md`, `${folder}/b.md`), false);
    assertEquals(await Deno.readTextFile(`${folder}/b.md`), "b");
    assertEquals(await moveFile(`${folder}/a.md`, `${folder}/c.md`), true);
    assertEquals(namesIn(folder), ["b.md", "c.md"]);
  });
});

Deno.test("moving what is not there leaves nothing behind", async () => {
  await withFolder(async (folder) => {
    await assertRejects(() => moveFile(`${folder}/none.md`, `${folder}/c.md`), Deno.errors.NotFound);
    assertEquals(namesIn(folder), []);
  });
});

Deno.test("a file and its name are on the disk before anybody hears of it", async () => {
  await withFolder(async (folder) => {
    await Deno.mkdir(`${folder}/b`);
    using calls = new FileCalls(folder);
    const seen = () => calls.list.splice(0).filter((call) => !/^remove .*\.tmp$/.test(call));
    await createFile(`${folder}/a.md`, bytes("new"));
    assertEquals(seen(), ["sync .tmp", "link .tmp a.md", "sync ."]);
    await replaceFile(`${folder}/a.md`, bytes("newer"), yes);
    assertEquals(seen(), ["sync .tmp", "rename .tmp a.md", "sync ."]);
    await moveFile(`${folder}/a.md`, `${folder}/b/c.md`);
    // What holds the name is whole before it has it.
    assertEquals(seen(), ["sync b/.tmp", "link b/.tmp b/c.md", "rename a.md b/c.md", "sync b", "sync ."]);
  });
});
