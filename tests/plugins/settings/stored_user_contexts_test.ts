import { assertEquals } from "@std/assert";
import type { Conversation } from "@portico/bot";
import { StoredUserContexts } from "../../../plugins/settings/stored_user_contexts.ts";
import { MemoryStore } from "../../support/memory_store.ts";

const here: Conversation = { platform: "console", chat: "1", kind: "private" };
const there: Conversation = { platform: "console", chat: "1", thread: "2", kind: "group" };

Deno.test("user contexts: a mode belongs to one account in one conversation", async () => {
  const users = new StoredUserContexts(new MemoryStore());
  await users.setMode("anna", here, "ask");
  assertEquals(await users.mode("anna", here), "ask");
  assertEquals(await users.mode("anna", there), undefined);
  assertEquals(await users.mode("ben", here), undefined);
});

Deno.test("user contexts: mode and language outlive the process", async () => {
  const store = new MemoryStore();
  const before = new StoredUserContexts(store);
  await before.setMode("anna", here, "agent");
  await before.setLanguage("anna", "ru");
  const after = new StoredUserContexts(store);
  assertEquals(after.cachedMode("anna", here), null);
  assertEquals(await after.mode("anna", here), "agent");
  assertEquals(await after.language("anna"), "ru");
  assertEquals(after.cachedMode("anna", here), "agent");
  assertEquals(after.cachedLanguage("anna"), "ru");
});

Deno.test("user contexts: forgetting the mode or the language deletes it", async () => {
  const store = new MemoryStore();
  const users = new StoredUserContexts(store);
  await users.setMode("anna", here, "ask");
  await users.setLanguage("anna", "ru");
  await users.setMode("anna", here, undefined);
  await users.setLanguage("anna", undefined);
  assertEquals(users.cachedLanguage("anna"), undefined);
  assertEquals(users.cachedMode("anna", here), undefined);
  assertEquals([store.stored("settings.mode"), store.stored("settings.language")], [{}, {}]);
});

Deno.test("user contexts: invalidate forgets one account's cache, and nobody's with a longer name", async () => {
  const users = new StoredUserContexts(new MemoryStore());
  for (const account of ["ann", "anna"]) {
    await users.setMode(account, here, "ask");
    await users.setLanguage(account, "ru");
  }
  await users.invalidate("ann");
  assertEquals([users.cachedMode("ann", here), users.cachedLanguage("ann")], [null, null]);
  assertEquals([users.cachedMode("anna", here), users.cachedLanguage("anna")], ["ask", "ru"]);
  assertEquals(await users.mode("ann", here), "ask");
});

Deno.test("user contexts: cleanup forgets every cache and loses nothing that is being written", async () => {
  const users = new StoredUserContexts(new MemoryStore());
  const writing = users.setMode("anna", here, "ask");
  await users.cleanup();
  assertEquals(users.cachedMode("anna", here), null);
  await writing;
  assertEquals(await users.mode("anna", here), "ask");
});
