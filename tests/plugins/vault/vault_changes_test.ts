import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import type { VaultChange } from "../../../plugins/vault/vault_changes.ts";
import { VaultError } from "../../../plugins/vault/vault_error.ts";
import { newNote, opens, TestVaults } from "./support.ts";

async function told(work: (vaults: TestVaults) => Promise<void>): Promise<VaultChange[]> {
  await using vaults = await TestVaults.create();
  const changes: VaultChange[] = [];
  vaults.changes.subscribe((change) => void changes.push(change));
  await work(vaults);
  return changes;
}

Deno.test("every write is told once, with what was done and all paths it touched", async () => {
  const changes = await told(async ({ vault }) => {
    const photo = await vault.attach("1", { key: "1", name: "photo.jpg", open: opens("bytes") });
    await vault.create(newNote("1", { title: "Milk", attachments: [photo] }));
    await vault.append("1", "More");
    await vault.update("1", { body: "Other", tags: [] });
    await vault.append("1", "", { attachments: [photo] });
    await vault.tag("1", { add: ["#shopping"], remove: ["old"] });
    await vault.move("1", "Work");
    await vault.rename("1", "Bread");
    await vault.delete("1");
    await vault.restore("1");
  });
  const photo = changes[0].paths[0];
  const note = { account: "owner", id: "1", title: "Milk" };
  assertEquals(changes, [
    { ...note, kind: "attached", title: "photo.jpg", paths: [photo] },
    { ...note, kind: "created", paths: ["Milk.md"] },
    { ...note, kind: "appended", paths: ["Milk.md"] },
    { ...note, kind: "edited", paths: ["Milk.md"] },
    { ...note, kind: "appended", paths: ["Milk.md"] },
    { ...note, kind: "tagged", tags: { added: ["shopping"], removed: ["old"] }, paths: ["Milk.md"] },
    { ...note, kind: "moved", paths: ["Milk.md", "Work/Milk.md"] },
    { ...note, kind: "renamed", title: "Bread", paths: ["Work/Milk.md", "Work/Bread.md"] },
    {
      ...note,
      kind: "deleted",
      title: "Bread",
      paths: ["Work/Bread.md", ".trash/Work/Bread.md", photo, `.trash/${photo}`],
    },
    {
      ...note,
      kind: "restored",
      title: "Bread",
      paths: [".trash/Work/Bread.md", "Work/Bread.md", `.trash/${photo}`, photo],
    },
  ]);
});

Deno.test("what fails half way tells what it has changed by then", async () => {
  const changes = await told(async ({ vault }) => {
    await vault.create(newNote("1", { title: "Milk" }));
    await assertRejects(() => vault.update("1", { body: "Other", title: "/" }), VaultError, "no title");
  });
  assertEquals(changes.slice(1), [{ account: "owner", kind: "edited", paths: ["Milk.md"] }]);
});

Deno.test("what changes nothing is not told", async () => {
  const changes = await told(async ({ vault }) => {
    await vault.create(newNote("1", { tags: ["a"] }));
    await vault.create(newNote("1"));
    await vault.tag("1", { add: ["a"] });
    await vault.move("1", "");
    await vault.delete("none");
    await vault.update("none", { body: "" }).catch(() => {});
  });
  assertEquals(changes.map(({ kind }) => kind), ["created"]);
});

Deno.test("what was changed by hand is told with the paths that a look through the vault found", async () => {
  const changes = await told(async (vaults) => {
    await vaults.vault.create(newNote("1", { title: "Milk" }));
    await vaults.vault.create(newNote("2", { title: "Bread" }));
    await vaults.edit("Work/New.md", "new");
    await vaults.edit("Milk.md", "changed by hand");
    await Deno.remove(vaults.file("Bread.md"));
    await vaults.vault.rescan();
    await vaults.edit("Milk.md", "changed by hand once more");
    await vaults.vaults.look("owner", ["Milk.md", "Work/New.md"]);
    await vaults.vault.rescan();
  });
  assertEquals(
    changes.slice(2).map(({ kind, paths }) => [kind, [...paths].sort()]),
    [["by-hand", ["Bread.md", "Milk.md", "Work/New.md"]], ["by-hand", ["Milk.md"]]],
  );
});

Deno.test("a listener hears of a change before the next writer of the vault begins", async () => {
  await using vaults = await TestVaults.create();
  const bodies: string[] = [];
  vaults.changes.subscribe(async ({ paths: [path] }) => {
    bodies.push((await vaults.text(path)).trimEnd().split("\n").at(-1) ?? "");
  });
  await Promise.all([
    vaults.vault.create(newNote("1", { body: "first" })),
    vaults.vault.append("1", "second"),
    vaults.vault.append("1", "third"),
  ]);
  assertEquals(bodies, ["first", "second", "third"]);
});

Deno.test("a listener that fails harms no write and no other listener, and is logged", async () => {
  await using vaults = await TestVaults.create();
  const errors: string[] = [];
  vaults.log.error = (message, properties) => void errors.push(`${message} ${JSON.stringify(properties)}`);
  let heard = 0;
  vaults.changes.subscribe(() => Promise.reject(new Error("no room")));
  const end = vaults.changes.subscribe(() => void heard++);
  await vaults.vault.create(newNote("1"));
  end();
  await vaults.vault.create(newNote("2"));
  assertEquals(heard, 1);
  assertEquals(errors.length, 2);
  assertStringIncludes(errors[0], "no room");
});

Deno.test("an exclusive job waits for the writers before it, and those behind it wait", async () => {
  await using vaults = await TestVaults.create();
  const order: string[] = [];
  vaults.changes.subscribe(({ title }) => void order.push(title ?? ""));
  await Promise.all([
    vaults.vault.create(newNote("1", { title: "before" })),
    vaults.vaults.exclusive("owner", async () => {
      await vaults.edit("By hand.md", "x");
      order.push("exclusive");
    }),
    vaults.vault.create(newNote("2", { title: "behind" })),
  ]);
  assertEquals(order, ["before", "exclusive", "behind"]);
});
