import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import fc from "fast-check";
import { SqliteStore } from "../../../adapters/sqlite/mod.ts";
import { accountIds, StoredAccounts } from "../../../core/accounts/stored_accounts.ts";
import { Admission } from "../../../core/accounts/accounts.ts";
import type { Identity } from "../../../core/mod.ts";
import { StoredGroups } from "../../../core/accounts/groups.ts";
import { TestClock } from "../../support/mod.ts";
import { MemoryStore } from "../../support/memory_store.ts";

const anna = { platform: "telegram", user: "17", name: "Anna" };
const boris = { platform: "telegram", user: "18" };
const you = { platform: "console", user: "you" };

function make(remembered?: number) {
  const store = new MemoryStore();
  const accounts = new StoredAccounts(store, remembered);
  const groups = new StoredGroups(store);
  return { store, accounts, groups, admission: new Admission(accounts, groups) };
}

/** An event as admission sees it. */
function by(sender: Identity, kind: "private" | "group" = "private") {
  return { sender, conversation: { platform: sender.platform, chat: "c", kind } };
}

async function firstId(platform: string, user: string): Promise<string> {
  for await (const id of accountIds({ platform, user })) return id;
  throw new Error("There is no id.");
}

Deno.test("somebody new gets an account named by their identity, and gets it again", async () => {
  const { accounts } = make();
  assertEquals(await accounts.find(anna), undefined);
  const account = await accounts.open(anna, "member");
  assertEquals(account, { id: "telegram-17", role: "member", name: "Anna" });
  assertEquals(await accounts.find(anna), account);
  assertEquals(await accounts.get("telegram-17"), account);
  assertEquals(await accounts.open(anna, "owner"), account, "a role given later changes nothing");
});

Deno.test("the owner's account is always there, and every identity opened as owner leads to it", async () => {
  const { accounts } = make();
  assertEquals(await accounts.get("owner"), { id: "owner", role: "owner" });
  assertEquals(await accounts.open(you, "owner"), { id: "owner", role: "owner" });
  assertEquals((await accounts.open(anna, "owner")).id, "owner");
});

Deno.test("a link takes an identity away from the account it had, and an unlinked one is nobody", async () => {
  const { accounts } = make();
  await accounts.open(anna, "member");
  await accounts.link(anna, "owner");
  assertEquals((await accounts.find(anna))?.role, "owner");
  assertEquals(await accounts.unlink(anna), true);
  assertEquals(await accounts.unlink(anna), false);
  assertEquals(await accounts.unlink(boris), false);
  assertEquals(await accounts.find(anna), undefined);
});

Deno.test("who is let in again gets the account of their own back, never the owner's", async () => {
  const { accounts } = make();
  const own = await accounts.open(anna, "member");
  await accounts.link(anna, "owner");
  await accounts.unlink(anna);
  assertEquals(await accounts.open(anna, "member"), own);
});

Deno.test("a link to an account that does not exist is refused", async () => {
  const { accounts } = make();
  await assertRejects(() => accounts.link(anna, "telegram-99"), TypeError, '"telegram-99"');
  assertEquals(await accounts.find(anna), undefined);
});

Deno.test("accounts and links are listed, the owner's account first", async () => {
  const { accounts } = make();
  await accounts.open(anna, "member");
  await accounts.open({ platform: "a", user: "x:y" }, "member");
  await accounts.open(you, "owner");
  await accounts.open(boris, "member");
  await accounts.unlink(boris);
  assertEquals((await accounts.list()).map(({ id }) => id), [
    "owner",
    await firstId("a", "x:y"),
    "telegram-17",
    "telegram-18",
  ]);
  assertEquals((await accounts.links()).map(({ identity, account }) => [identity.platform, identity.user, account]), [
    ["a", "x:y", await firstId("a", "x:y")],
    ["console", "you", "owner"],
    ["telegram", "17", "telegram-17"],
  ]);
});

Deno.test("somebody who wrote lately is found without asking the store, and so is somebody unknown", async () => {
  const { store, accounts } = make();
  await accounts.open(anna, "member");
  await accounts.find(anna);
  await accounts.find(boris);
  const { reads, writes } = store;
  for (let i = 0; i < 100; i++) {
    await accounts.find(anna);
    await accounts.find(boris);
    await accounts.open(anna, "member");
  }
  assertEquals([store.reads, store.writes], [reads, writes]);
});

Deno.test("only so many are remembered; the others are read again", async () => {
  const { store, accounts } = make(2);
  for (const user of ["1", "2", "3"]) await accounts.open({ platform: "telegram", user }, "member");
  const { reads } = store;
  await accounts.find({ platform: "telegram", user: "3" });
  assertEquals(store.reads, reads);
  assertEquals((await accounts.find({ platform: "telegram", user: "1" }))?.id, "telegram-1");
  assert(store.reads > reads);
});

Deno.test("accounts and links outlive the process", async () => {
  const { store, accounts } = make();
  await accounts.open(anna, "member");
  await accounts.link(boris, "telegram-17");
  const next = new StoredAccounts(store);
  assertEquals((await next.find(boris))?.id, "telegram-17");
});

Deno.test("many openings of one identity at once make one account", async () => {
  const { store, accounts } = make();
  const opened = await Promise.all(Array.from({ length: 50 }, () => accounts.open(anna, "member")));
  assertEquals(new Set(opened.map(({ id }) => id)).size, 1);
  assertEquals(store.writes, 2, "one account, one link");
  assertEquals((await accounts.list()).length, 2);
});

Deno.test("a link made while an account is being opened stays", async () => {
  const { store, accounts } = make();
  const gate = Promise.withResolvers<void>();
  store.gate = gate.promise;
  const linked = accounts.link(anna, "owner");
  const opened = accounts.open(anna, "member");
  gate.resolve();
  await linked;
  assertEquals((await opened).id, "owner");
  assertEquals((await accounts.find(anna))?.id, "owner");
});

Deno.test("a failure to store leaves nobody half opened", async () => {
  const { store, accounts } = make();
  store.failure = new Error("disk full");
  await assertRejects(() => accounts.open(anna, "member"), Error, "disk full");
  assertEquals(await accounts.find(anna), undefined);
  assertEquals((await accounts.open(anna, "member")).id, "telegram-17");
});

Deno.test("an opening that died halfway is finished by the next one", async () => {
  const { store, accounts } = make();
  await accounts.open(anna, "member");
  const half = new MemoryStore();
  half.put("accounts", "telegram-17", store.stored("accounts")["telegram-17"]);
  assertEquals((await new StoredAccounts(half).open(anna, "member")).id, "telegram-17");
});

Deno.test("who is opened again when the record of their account is lost gets one of the same id", async () => {
  const { store, accounts } = make();
  await accounts.open(anna, "member");
  await accounts.open(boris, "member");
  await accounts.link(boris, "telegram-17");
  const left = new MemoryStore();
  for (const [key, value] of Object.entries(store.stored("identities"))) left.put("identities", key, value);
  const after = new StoredAccounts(left);
  assertEquals(await after.find(boris), undefined);
  assertEquals((await after.open(boris, "member")).id, "telegram-18");
  assertEquals((await after.open(anna, "member")).id, "telegram-17");
});

Deno.test("an id that somebody else has is not taken, even when hashes begin alike", async () => {
  const { store, accounts } = make();
  const wanted: string[] = [];
  for await (const id of accountIds({ platform: "console", user: "Anna" })) wanted.push(id);
  store.put("accounts", wanted[0], { role: "member", first: "console:somebody else" });
  assertEquals((await accounts.open({ platform: "console", user: "Anna" }, "member")).id, wanted[1]);
});

Deno.test("a thousand people at once get a thousand accounts", async () => {
  await using store = await SqliteStore.open({ path: ":memory:", clock: new TestClock() });
  const accounts = new StoredAccounts(store);
  const people = Array.from({ length: 1_000 }, (_, index) => ({ platform: "telegram", user: `${index}` }));
  const opened = await Promise.all(people.map((person) => accounts.open(person, "member")));
  assertEquals(new Set(opened.map(({ id }) => id)).size, 1_000);
  assertEquals((await accounts.links()).length, 1_000);
});

Deno.test("ids can be read: the user's name, transliterated, with a hash where something was lost", async () => {
  assertEquals(await firstId("console", "guest"), "console-guest");
  assertEquals(await firstId("telegram", "123456789"), "telegram-123456789");
  assertMatch(await firstId("console", "Guest"), /^console-guest__[0-9a-f]{10}$/);
  assertMatch(await firstId("console", "Аня Иванова"), /^console-anya-ivanova__[0-9a-f]{10}$/);
  assertMatch(await firstId("console", "🙂"), /^console(-[a-z-]+)?__[0-9a-f]{10}$/);
  assertMatch(await firstId("console", "../../etc/passwd"), /^console-etc-passwd__[0-9a-f]{10}$/);
  assertMatch(await firstId("console", ""), /^console__[0-9a-f]{10}$/);
  assertMatch(await firstId("console", "a__0123456789"), /__[0-9a-f]{10}$/);
  assertMatch(await firstId("matrix", "x".repeat(1_000)), /^matrix-x{40}__[0-9a-f]{10}$/);
});

Deno.test("every id is safe as the name of a folder, on every file system", async () => {
  const reserved = /^(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)$/;
  const platform = fc.oneof(fc.stringMatching(/^[a-z][a-z0-9-]{0,9}$/), fc.string({ unit: "binary" }));
  const user = fc.oneof(fc.string({ unit: "binary" }), fc.string(), fc.constantFrom("con", "NUL", ".", "..", "owner"));
  await fc.assert(fc.asyncProperty(platform, user, async (platform, user) => {
    for await (const id of accountIds({ platform, user })) {
      assertMatch(id, /^[a-z0-9][a-z0-9_-]*[a-z0-9]$/);
      assert(id.length <= 130 && !reserved.test(id) && id !== "owner", id);
    }
  }));
});

Deno.test("no two identities ever have an id in common", async () => {
  const part = fc.oneof(
    fc.stringMatching(/^[ab_-]{0,4}$/),
    fc.stringMatching(/^[aAéЖ. -]{0,3}$/),
    fc.constantFrom("a-b", "a", "b-c", "a__b", "a--b", "a".repeat(40), "a".repeat(41), "A".repeat(41)),
    fc.string({ unit: "binary" }),
  );
  const identity = fc.tuple(part, part);
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(identity, { selector: ([a, b]) => `${a}\0${b}`, maxLength: 20 }), async (all) => {
      const ids = await Promise.all(all.map(([platform, user]) => firstId(platform, user)));
      assertEquals(new Set(ids).size, all.length);
    }),
  );
});

Deno.test("a hashed id never is a plain one, whoever chooses their name for that", async () => {
  const hashed = await firstId("console", "Guest");
  const user = hashed.slice("console-".length);
  assert(await firstId("console", user) !== hashed);
});

Deno.test("a door that is not trusted lets in whom it knows and nobody else", async () => {
  const { accounts, admission } = make();
  await accounts.open(anna, "member");
  assertEquals((await admission.admit(by(anna), { trusted: false }))?.id, "telegram-17");
  assertEquals(await admission.admit(by(boris), { trusted: false }), undefined);
  assertEquals((await accounts.links()).length, 1, "who was refused leaves nothing behind");
});

Deno.test("in a group that was let in its people come in there and nowhere else, each with an account of their own", async () => {
  const { accounts, groups, admission } = make();
  const door = { trusted: false } as const;
  assertEquals(await admission.admit(by(boris, "group"), door), undefined);
  await groups.allow({ chat: { platform: "telegram", chat: "c" }, hears: "addressed" });
  const admitted = await admission.admit(by(boris, "group"), door);
  assertEquals(admitted, { id: "telegram-18", role: "member" });
  assertEquals(await admission.admit(by(boris), door), undefined);
  assertEquals(await accounts.links(), []);
  assertEquals(await accounts.open(boris, "member"), admitted, "let in everywhere, they keep it");
  await groups.revoke({ platform: "telegram", chat: "c" });
  assertEquals(await admission.admit(by(anna, "group"), door), undefined);
});

Deno.test("groups are listed with what is heard there", async () => {
  const { groups } = make();
  const chat = { platform: "telegram", chat: "-100:1" };
  await groups.allow({ chat, hears: "addressed" });
  await groups.allow({ chat, hears: "everything" });
  assertEquals(await groups.list(), [{ chat, hears: "everything" }]);
  assertEquals(await groups.find({ ...chat, chat: "-100" }), undefined);
  assertEquals([await groups.revoke(chat), await groups.revoke(chat)], [true, false]);
});

Deno.test("a group that goes on as another chat is let in there as it was, unless the owner has said otherwise", async () => {
  const { groups } = make();
  const [from, to, strange] = ["-5", "-1005", "-6"].map((chat) => ({ platform: "telegram", chat }));
  await groups.allow({ chat: from, hears: "everything" });
  await groups.move(from, to);
  assertEquals(await groups.list(), [{ chat: to, hears: "everything" }]);
  await groups.move(from, to);
  await groups.move(strange, from);
  assertEquals(await groups.list(), [{ chat: to, hears: "everything" }], "who was not let in lets nobody in");
  await groups.allow({ chat: from, hears: "addressed" });
  await groups.move(from, to);
  assertEquals(await groups.list(), [{ chat: to, hears: "everything" }]);
});

Deno.test("a trusted door lets everybody in, its owner as the owner", async () => {
  const { admission } = make();
  const door = { trusted: { owner: "you" } };
  assertEquals((await admission.admit(by(you), door))?.id, "owner");
  const guest = { platform: "console", user: "guest" };
  assertEquals(await admission.admit(by(guest), door), { id: "console-guest", role: "member" });
});

Deno.test("who was met without asking the store is known again after each change, and not while it is under way", async () => {
  const { accounts } = make();
  const account = await accounts.open(anna, "member");
  await accounts.open(boris, "member");
  assertEquals([accounts.peek(anna), accounts.peek(anna)], [account, account]);
  const unlinked = accounts.unlink(anna);
  assertEquals(accounts.peek(anna), null);
  await unlinked;
  assertEquals(accounts.peek(anna), undefined);
  await accounts.link(anna, "telegram-18");
  assertEquals(accounts.peek(anna), await accounts.find(boris));
});

Deno.test("however many are met, no more are remembered than may be", async () => {
  const { accounts } = make(2);
  const people = ["1", "2", "3", "4"].map((user) => ({ platform: "telegram", user }));
  for (const person of people) {
    const account = await accounts.open(person, "member");
    assertEquals(await accounts.find(person), account);
    assertEquals(accounts.peek(person), account);
  }
});
