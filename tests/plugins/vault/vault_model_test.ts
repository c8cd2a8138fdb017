import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { newNote, TestVaults } from "./support.ts";

/** What a vault should hold after all that was done. */
interface Expected {
  title: string;
  body: string;
  folder: string;
  tags: string[];
  deleted: boolean;
}

const id = fc.constantFrom("a", "b", "c");
const title = fc.constantFrom("One", "one", "Two: odd?", "Три", "../x");
const folder = fc.constantFrom("", "Work", "Work/Deep", "Дом");

const step = fc.oneof(
  fc.record({ do: fc.constant("create" as const), id, title, folder }),
  fc.record({ do: fc.constant("rename" as const), id, title }),
  fc.record({ do: fc.constant("move" as const), id, folder }),
  fc.record({ do: fc.constant("append" as const), id, text: fc.constantFrom("more", "ещё") }),
  fc.record({ do: fc.constant("tag" as const), id, add: fc.constantFrom("x", "y"), remove: fc.constantFrom("x", "y") }),
  fc.record({ do: fc.constant("delete" as const), id }),
  fc.record({ do: fc.constant("restore" as const), id }),
  fc.record({ do: fc.constant("restart" as const), id, keepIndex: fc.boolean() }),
);

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

Deno.test("whatever is done to notes, each id is one note that says what was last said", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
      await using test = await TestVaults.create();
      const expected = new Map<string, Expected>();
      for (const step of steps) await perform(test, expected, step);
      for (const [id, note] of expected) {
        const found = await test.vault.read(id);
        if (note.deleted) assertEquals(found, undefined);
        else {
          assertEquals(found && [found.title, found.body, found.tags], [note.title, note.body, note.tags]);
          assertEquals(found?.path.split("/").slice(0, -1).join("/"), note.folder);
        }
      }
      const live = [...expected].filter(([, { deleted }]) => !deleted).map(([id]) => id).sort();
      assertEquals((await test.vault.list()).map(({ id }) => id).sort(), live);
      assertEquals((await test.files()).length, expected.size);
    }),
    { numRuns: 25 },
  );
});

async function perform(test: TestVaults, expected: Map<string, Expected>, step: Step): Promise<void> {
  const { vault } = test;
  const note = expected.get(step.id);
  switch (step.do) {
    case "create": {
      const { isNew } = await vault.create(newNote(step.id, { title: step.title, folder: step.folder, body: "body" }));
      assertEquals(isNew, note === undefined);
      if (isNew) {
        expected.set(step.id, { title: step.title, body: "body", folder: step.folder, tags: [], deleted: false });
      }
      return;
    }
    case "restart":
      return await test.restart(() =>
        step.keepIndex ? undefined : Deno.remove(`${test.data}/index.db`).catch(() => {})
      );
    case "delete":
      assertEquals(await vault.delete(step.id), note !== undefined && !note.deleted);
      if (note !== undefined) note.deleted = true;
      return;
    case "restore":
      if (note !== undefined) {
        await vault.restore(step.id);
        note.deleted = false;
      }
      return;
  }
  if (note === undefined || note.deleted) return;
  switch (step.do) {
    case "rename":
      note.title = step.title;
      return void await vault.rename(step.id, step.title);
    case "move":
      note.folder = step.folder;
      return void await vault.move(step.id, step.folder);
    case "append":
      note.body += `\n\n${step.text}`;
      return void await vault.append(step.id, step.text);
    case "tag":
      note.tags = [...new Set([...note.tags.filter((tag) => tag !== step.remove), step.add])];
      return void await vault.tag(step.id, { add: [step.add], remove: [step.remove] });
  }
}
