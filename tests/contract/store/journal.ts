import { assert, assertEquals, assertRejects } from "@std/assert";
import { entry, message, pendingNames, type Test, work } from "./place.ts";
import { pendingUnits } from "../../support/pending_units.ts";

/** Appending, and what a duplicate is. */
export function testJournal(test: Test): void {
  test("append answers each entry in order, with rising numbers", async ({ store: { journal } }) => {
    const answers = await journal.append([entry("a"), entry("b"), entry("c")]);
    assertEquals(answers.map(({ outcome }) => outcome), ["new", "new", "new"]);
    const seqs = answers.flatMap((answer) => answer.outcome === "new" ? [answer.seq] : []);
    assertEquals(seqs, seqs.toSorted((a, b) => a - b));
    assertEquals(new Set(seqs).size, 3);
    assertEquals((await journal.read(["a", "b", "c"])).map(({ seq }) => seq), seqs);
  });

  test("append of nothing answers nothing", async ({ store: { journal } }) => {
    assertEquals(await journal.append([]), []);
  });

  test("a key that is in the journal is a duplicate, whatever became of its event", async (place) => {
    const { journal } = place.store;
    await journal.append(["pending", "settled", "dead", "member"].map((key) => entry(key)));
    await journal.settle("settled");
    await journal.bury("dead", "failed");
    await journal.assign(work("w", ["member"]));
    for (const reopen of [() => place.store, () => place.restart(), () => place.crash()]) {
      const { journal } = await reopen();
      const answers = await journal.append(["pending", "settled", "dead", "member"].map((key) => entry(key)));
      assertEquals(answers.map(({ outcome }) => outcome), ["duplicate", "duplicate", "duplicate", "duplicate"]);
    }
    assertEquals(await pendingNames(place.store.journal), ["w", "pending"]);
  });

  test("a key twice in one call is one event, the first", async ({ store: { journal } }) => {
    const answers = await journal.append([
      entry("a", { account: "first" }),
      entry("b"),
      entry("a", { account: "second" }),
    ]);
    assertEquals(answers.map(({ outcome }) => outcome), ["new", "new", "duplicate"]);
    assertEquals((await journal.read(["a"])).map(({ account }) => account), ["first"]);
  });

  test("a key twice in one turn is one event, the first", async ({ store: { journal } }) => {
    const calls = await Promise.all(["first", "second"].map((account) => journal.append([entry("a", { account })])));
    assertEquals(calls.flat().map(({ outcome }) => outcome), ["new", "duplicate"]);
    assertEquals((await journal.read(["a"])).map(({ account }) => account), ["first"]);
  });

  test("a duplicate changes nothing of the event it repeats", async ({ store: { journal } }) => {
    await journal.append([entry("a")]);
    await journal.begin("a");
    await journal.append([entry("a", { begun: true, account: "other" })]);
    assertEquals(await journal.begin("a"), 2);
    assertEquals((await journal.read(["a"]))[0].account, "owner");
  });

  test("an entry comes back word for word", async (place) => {
    const original = entry("k", {
      event: message("k", {
        conversation: { platform: "test", chat: "-5", thread: "3", kind: "group" },
        text: "Nul \0, half \ud83d, whole 😀, 'quotes\", \u2028 and Ёж",
        attachments: [{ ref: "/tmp/a b.png", kind: "photo", size: 12 }],
        origin: { from: "Somebody", link: "https://example.org/?a=1&b=2" },
        album: "al",
        joint: "\n",
        overheard: true,
        chatName: "Friends",
      }),
      account: "ann",
      receivedAt: 1_700_000_000_123,
      answers: { scope: "other", step: "ask:1" },
    });
    const [answer] = await place.store.journal.append([original]);
    assert(answer.outcome === "new");
    const journal = (await place.crash()).journal;
    assertEquals(await journal.read(["k"]), [{ ...original, seq: answer.seq }]);
    const [unit] = await pendingUnits(journal);
    assertEquals(unit, { type: "event", entry: { ...original, seq: answer.seq } });
  });

  test("an entry is journaled as it was when append was called", async ({ store: { journal } }) => {
    const attachments = [{ ref: "1", kind: "photo" as const }];
    const appended = journal.append([entry("a", { event: message("a", { attachments }) })]);
    attachments.push({ ref: "2", kind: "photo" });
    await appended;
    const [{ event }] = await journal.read(["a"]);
    assert(event.kind === "message");
    assertEquals(event.attachments.length, 1);
  });

  test("keys that differ in anything are different events", async (place) => {
    const keys = [
      "a",
      "A",
      "a ",
      " a",
      "a\0",
      "a\0b",
      "a\0c",
      "\ud800",
      "\ud801",
      "\ufffd",
      '"a"',
      '"',
      "é",
      "e\u0301",
      "",
    ];
    const answers = await place.store.journal.append(keys.map((key) => entry(key)));
    assertEquals(answers.map(({ outcome }) => outcome), keys.map(() => "new"));
    const { journal } = await place.restart();
    assertEquals((await journal.read(keys)).map(({ event }) => event.key), keys);
    assertEquals(
      (await journal.append(keys.map((key) => entry(key)))).map(({ outcome }) => outcome),
      keys.map(() => "duplicate"),
    );
    for (const key of keys) await journal.settle(key);
    assertEquals(await pendingNames(journal), []);
  });

  test("an entry that cannot be written rejects its own call, whole, and no other", async ({ store: { journal } }) => {
    const broken = {
      ...message("broken"),
      get text(): string {
        throw new RangeError("No text");
      },
    };
    const [before, bad, after] = await Promise.allSettled([
      journal.append([entry("before")]),
      Promise.resolve().then(() => journal.append([entry("with"), { ...entry("broken"), event: broken }])),
      journal.append([entry("after")]),
    ]);
    assertEquals([before.status, bad.status, after.status], ["fulfilled", "rejected", "fulfilled"]);
    assertEquals(await pendingNames(journal), ["before", "after"]);
  });

  test("thousands of entries in one call are all there", async ({ store: { journal } }) => {
    const keys = Array.from({ length: 3_001 }, (_, n) => `k${n}`);
    await journal.append([entry("k1500")]);
    const answers = await journal.append(keys.map((key) => entry(key)));
    assertEquals(answers.flatMap(({ outcome }, n) => outcome === "duplicate" ? [n] : []), [1_500]);
    assertEquals((await journal.stats()).pending, 3_001);
  });

  test("begin refuses what is not pending by itself", async ({ store: { journal } }) => {
    await journal.append(["settled", "dead", "member"].map((key) => entry(key)));
    await journal.settle("settled");
    await journal.bury("dead", "failed");
    await journal.assign(work("w", ["member"]));
    for (const unit of ["settled", "dead", "member", "unknown"]) {
      await assertRejects(() => journal.begin(unit), Error, unit);
    }
  });
}
