import { assert, assertEquals, assertMatch } from "@std/assert";
import * as fc from "fast-check";
import { type Button, Buttons, type Conversation } from "../../../core/mod.ts";
import { TestClock } from "../../support/mod.ts";
import { RecordsStore } from "../records_store.ts";

const conversation: Conversation = { platform: "test", chat: "1", kind: "private" };
const elsewhere: Conversation = { ...conversation, chat: "2" };
const DAY = 24 * 60 * 60 * 1000;

function setUp() {
  const clock = new TestClock();
  const store = new RecordsStore(clock);
  let fill = 0;
  const buttons = new Buttons(store, clock, (bytes) => bytes.fill(++fill));
  return { clock, store, buttons };
}

async function idsOf(buttons: Buttons, rows: Button[][], account?: string): Promise<string[]> {
  const minted = await buttons.mint(rows, account === undefined ? { conversation } : { conversation, account });
  return minted.flat().map((button) => "id" in button ? button.id : button.url);
}

Deno.test("a press finds what its button does", async () => {
  const { buttons } = setUp();
  const [undo, move] = await idsOf(buttons, [
    [{ text: "Undo", action: { name: "note.undo", payload: { note: "n1" } } }],
    [{ text: "Move", action: { name: "note.move" } }],
  ], "owner");
  const owner = { conversation, account: "owner" };
  assertEquals(await buttons.find(undo, owner), {
    outcome: "found",
    call: { name: "note.undo", payload: { note: "n1" } },
  });
  assertEquals(await buttons.find(move, owner), { outcome: "found", call: { name: "note.move" } });
});

Deno.test("rows, texts and links stay as they are, ids are short and safe in a url", async () => {
  const { buttons } = setUp();
  const rows = await buttons.mint([[{ text: "Site", url: "https://example.org" }, {
    text: "Undo",
    action: { name: "a.b" },
  }], []], {
    conversation,
  });
  const [[site, undo], empty] = rows;
  assertEquals(site, { text: "Site", url: "https://example.org" });
  assert("id" in undo);
  assertEquals(undo.text, "Undo");
  assertMatch(undo.id, /^[A-Za-z0-9_-]+\.0$/);
  assert(undo.id.length <= 32);
  assertEquals(empty, []);
});

Deno.test("all buttons of a message are one record, links need none", async () => {
  const { buttons, store } = setUp();
  await idsOf(buttons, [[{ text: "Site", url: "https://example.org" }]]);
  assertEquals(store.stored.size, 0);
  await idsOf(buttons, [["a", "b", "c"].map((text) => ({ text, action: { name: "x.y" } }))]);
  assertEquals(store.stored.size, 1);
});

Deno.test("a button works for 30 days", async () => {
  const { buttons, clock } = setUp();
  const [id] = await idsOf(buttons, [[{ text: "Undo", action: { name: "note.undo" } }]], "owner");
  await clock.advance(30 * DAY - 1);
  assertEquals((await buttons.find(id, { conversation, account: "owner" })).outcome, "found");
  await clock.advance(1);
  assertEquals((await buttons.find(id, { conversation, account: "owner" })).outcome, "expired");
});

Deno.test("a button is foreign to other accounts and in other conversations", async () => {
  const { buttons } = setUp();
  const [id] = await idsOf(buttons, [[{ text: "Undo", action: { name: "note.undo" } }]], "owner");
  assertEquals((await buttons.find(id, { conversation, account: "guest" })).outcome, "foreign");
  assertEquals((await buttons.find(id, { conversation: elsewhere, account: "owner" })).outcome, "foreign");
  assertEquals(
    (await buttons.find(id, { conversation: { ...conversation, thread: "t" }, account: "owner" })).outcome,
    "foreign",
  );
});

Deno.test("a button made for nobody in particular works for everybody in its conversation", async () => {
  const { buttons } = setUp();
  const [id] = await idsOf(buttons, [[{ text: "Vote", action: { name: "poll.vote" } }]]);
  assertEquals((await buttons.find(id, { conversation, account: "guest" })).outcome, "found");
  assertEquals((await buttons.find(id, { conversation: elsewhere, account: "guest" })).outcome, "foreign");
});

Deno.test("an id that was never made is an expired button, whatever it looks like", async () => {
  const { buttons } = setUp();
  const [id] = await idsOf(buttons, [[{ text: "Undo", action: { name: "note.undo" } }]]);
  const presser = { conversation, account: "owner" };
  for (const wrong of [id.replace(".0", ".1"), id.replace(".0", ".00"), id.replace(".0", ""), `${id} `, "", "."]) {
    assertEquals((await buttons.find(wrong, presser)).outcome, "expired", wrong);
  }
  await fc.assert(fc.asyncProperty(fc.string(), async (text) => {
    assertEquals((await buttons.find(text, presser)).outcome, "expired");
  }));
});

Deno.test("two messages never share an id", async () => {
  const buttons = new Buttons(new RecordsStore(new TestClock()), new TestClock());
  const rows = [[{ text: "a", action: { name: "x.y" } }]];
  const ids = await Promise.all(Array.from({ length: 100 }, () => idsOf(buttons, rows)));
  assertEquals(new Set(ids.flat()).size, 100);
});
