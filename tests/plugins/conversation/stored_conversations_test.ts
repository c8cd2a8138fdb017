import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { SqliteStore } from "../../../adapters/sqlite/mod.ts";
import type { ContextMessage } from "../../../plugins/conversation/mod.ts";
import { StoredConversations } from "../../../plugins/conversation/stored_conversations.ts";
import { TestClock } from "../../support/clock.ts";
import { conversation } from "../../support/scripted_adapter.ts";
import { ScriptedModel } from "../../support/scripted_model.ts";

const DAY = 24 * 60 * 60_000;
const here = conversation("here");

async function open(tokens = 100, clock = new TestClock()) {
  const store = await SqliteStore.open({ path: ":memory:", clock });
  const model = new ScriptedModel();
  const conversations = new StoredConversations(store, clock, model, { tokens });
  return { conversations, model, store, [Symbol.asyncDispose]: () => store.close() };
}

function exchange(question: string, answer: string): ContextMessage[] {
  return [{ role: "user", text: question, at: 1 }, { role: "assistant", text: answer, at: 2 }];
}

async function texts(conversations: StoredConversations, account = "owner", tokens?: number): Promise<string[]> {
  return (await conversations.recall(account, here, tokens)).map(({ text }) => text);
}

Deno.test("what was said is recalled in order", async () => {
  await using opened = await open();
  const { conversations } = opened;
  await conversations.remember("owner", here, "1", exchange("who?", "me"));
  await conversations.remember("owner", here, "2", exchange("when?", "now"));
  assertEquals(await conversations.recall("owner", here), [...exchange("who?", "me"), ...exchange("when?", "now")]);
  assertEquals(await conversations.size("owner", here), { messages: 4, tokens: 4, limit: 100 });
});

Deno.test("the same key again changes nothing", async () => {
  await using opened = await open();
  const { conversations } = opened;
  await conversations.remember("owner", here, "1", exchange("who?", "me"));
  await conversations.remember("owner", here, "2", exchange("when?", "now"));
  await conversations.remember("owner", here, "1", exchange("who?", "somebody else"));
  assertEquals(await texts(conversations), ["who?", "me", "when?", "now"]);
});

Deno.test("a key is known when its messages have made room for others", async () => {
  await using opened = await open(4);
  const { conversations } = opened;
  await conversations.remember("owner", here, "1", exchange("a a", "b b"));
  await conversations.remember("owner", here, "2", exchange("c c", "d d"));
  await conversations.remember("owner", here, "1", exchange("a a", "b b"));
  assertEquals(await texts(conversations), ["c c", "d d"]);
});

Deno.test("nobody recalls what another account said, and no conversation what another knows", async () => {
  await using opened = await open();
  const { conversations } = opened;
  await conversations.remember("owner", here, "1", exchange("secret?", "yes"));
  assertEquals(await texts(conversations, "guest"), []);
  assertEquals(await conversations.recall("owner", conversation("there")), []);
  assertEquals(await conversations.recall("owner", { ...here, thread: "7" }), []);
  assertEquals(await conversations.reset("guest", here), 0);
  assertEquals(await texts(conversations), ["secret?", "yes"]);
});

Deno.test("the oldest makes room, and an answer goes with its question", async () => {
  await using opened = await open(5);
  const { conversations } = opened;
  await conversations.remember("owner", here, "1", exchange("a a", "b"));
  await conversations.remember("owner", here, "2", exchange("c c", "d d"));
  assertEquals(await texts(conversations), ["c c", "d d"]);
});

Deno.test("no more is recalled than was asked for", async () => {
  await using opened = await open();
  const { conversations } = opened;
  await conversations.remember("owner", here, "1", exchange("a a", "b b"));
  await conversations.remember("owner", here, "2", exchange("c c", "d d"));
  assertEquals(await texts(conversations, "owner", 4), ["c c", "d d"]);
  assertEquals(await texts(conversations, "owner", 3), ["d d"]);
  assertEquals(await texts(conversations, "owner", 0), []);
});

Deno.test("a message that is too large is cut, and its answer is kept beside it", async () => {
  await using opened = await open(20);
  const { conversations } = opened;
  await conversations.remember("owner", here, "1", exchange("word ".repeat(1_000), "that is long"));
  const [question, answer] = await texts(conversations);
  assertEquals(question, `${Array(9).fill("word").join(" ")} …`);
  assertEquals(answer, "that is long");
});

Deno.test("what is remembered first stands first, however long its counting takes", async () => {
  await using opened = await open();
  const { conversations, model } = opened;
  const slow = Promise.withResolvers<void>();
  const count = model.countTokens.bind(model);
  model.countTokens = async (text) => {
    if (text === "slow") await slow.promise;
    return await count(text);
  };
  const first = conversations.remember("owner", here, "1", [{ role: "user", text: "slow", at: 1 }]);
  const second = conversations.remember("owner", here, "2", [{ role: "user", text: "quick", at: 2 }]);
  slow.resolve();
  await Promise.all([first, second]);
  assertEquals(await texts(conversations), ["slow", "quick"]);
});

Deno.test("what could not be remembered keeps nothing after it from being", async () => {
  await using opened = await open();
  const { conversations, model } = opened;
  const count = model.countTokens.bind(model);
  model.countTokens = () => Promise.reject(new Error("no tokenizer"));
  const failed = conversations.remember("owner", here, "1", exchange("a", "b")).then(() => false, () => true);
  assert(await failed);
  model.countTokens = count;
  await conversations.remember("owner", here, "1", exchange("a", "b"));
  assertEquals(await texts(conversations), ["a", "b"]);
});

Deno.test("a reset forgets it all and says how much that was", async () => {
  await using opened = await open();
  const { conversations } = opened;
  await conversations.remember("owner", here, "1", exchange("who?", "me"));
  assertEquals(await conversations.reset("owner", here), 2);
  assertEquals(await conversations.reset("owner", here), 0);
  assertEquals(await texts(conversations), []);
});

Deno.test("a conversation is forgotten 30 days after its last message", async () => {
  const clock = new TestClock();
  await using opened = await open(100, clock);
  const { conversations } = opened;
  await conversations.remember("owner", here, "1", exchange("a", "b"));
  await clock.advance(20 * DAY);
  await conversations.remember("owner", here, "2", exchange("c", "d"));
  await clock.advance(29 * DAY);
  assertEquals(await texts(conversations), ["a", "b", "c", "d"]);
  await clock.advance(2 * DAY);
  assertEquals(await texts(conversations), []);
});

Deno.test("a smaller limit holds for what was kept before it", async () => {
  const clock = new TestClock();
  await using opened = await open(100, clock);
  await opened.conversations.remember("owner", here, "1", exchange("a a", "b b"));
  await opened.conversations.remember("owner", here, "2", exchange("c c", "d d"));
  const smaller = new StoredConversations(opened.store, clock, opened.model, { tokens: 5 });
  assertEquals(await texts(smaller), ["c c", "d d"]);
  assertEquals(await smaller.size("owner", here), { messages: 2, tokens: 4, limit: 5 });
});

Deno.test("whatever is remembered: never more than the limit, in order, a question first, each key once", async () => {
  const said = fc.record({
    key: fc.integer({ min: 0, max: 9 }),
    words: fc.tuple(fc.nat({ max: 12 }), fc.nat({ max: 12 })),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(said, { maxLength: 15 }), fc.integer({ min: 4, max: 30 }), async (all, limit) => {
      await using opened = await open(limit);
      const { conversations } = opened;
      for (const [index, { key, words: [asked, told] }] of all.entries()) {
        const of = (count: number) => `${key}-${index} `.repeat(count + 1);
        await conversations.remember("owner", here, `${key}`, exchange(of(asked), of(told)));
      }
      const { tokens } = await conversations.size("owner", here);
      assert(tokens <= limit, `${tokens} of ${limit}`);
      const kept = await conversations.recall("owner", here);
      if (all.length > 0) assertEquals(kept[0]?.role, "user");
      const marks = kept.map(({ text }) => text.split(" ")[0]);
      const firsts = [...new Map(all.map(({ key }, index) => [key, index] as const).toReversed())]
        .sort(([, a], [, b]) => a - b).map(([key, index]) => `${key}-${index}`);
      assertEquals([...new Set(marks)], firsts.slice(firsts.length - new Set(marks).size));
      assertEquals(marks.length, new Set(marks).size * 2);
    }),
    { numRuns: 40 },
  );
});
