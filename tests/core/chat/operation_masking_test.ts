/** Whatever a plugin says, no secret goes out to a platform. */
import { assertEquals } from "@std/assert";
import {
  type Conversation,
  type Operation,
  type OperationKind,
  type OperationOf,
  Rejected,
} from "../../../core/mod.ts";
import { maskOperations } from "../../../core/chat/operation_masking.ts";
import { Secrets } from "../../../core/logs/secrets.ts";

const SECRET = "s3cret-of-mine";
const conversation: Conversation = { platform: "test", chat: "1", kind: "private" };
const message = { conversation, id: "m" };
const buttons = [[{ text: `Open ${SECRET}`, url: `https://host/?key=${SECRET}` }, { text: SECRET, id: "b.0" }]];
const open = () => Promise.resolve(new Blob([]).stream());

/** Each kind of operation, with the secret wherever people would read it. */
const OPERATIONS: { readonly [K in OperationKind]: OperationOf<K> } = {
  send: { kind: "send", conversation, text: `It is ${SECRET}.`, buttons, priority: "interactive" },
  edit: { kind: "edit", message, text: `It is ${SECRET}.`, buttons },
  sendFile: {
    kind: "sendFile",
    conversation,
    file: { name: `${SECRET}.txt`, open },
    caption: SECRET,
    priority: "interactive",
  },
  answerAction: { kind: "answerAction", conversation, callback: "c", text: SECRET },
  menu: { kind: "menu", platform: "test", commands: [{ name: "a", description: SECRET }] },
  delete: { kind: "delete", message },
  typing: { kind: "typing", conversation },
  react: { kind: "react", message, emoji: "👀" },
  download: { kind: "download", platform: "test", attachment: { ref: "r", kind: "document" } },
};

async function performed(operation: Operation): Promise<Operation> {
  const seen: Operation[] = [];
  const masked = new Secrets();
  masked.add(SECRET);
  const transport = maskOperations(masked)({
    perform: (operation) => {
      seen.push(operation);
      return Promise.reject(new Rejected("Nobody is there."));
    },
  });
  await transport.perform(operation, new AbortController().signal).catch(() => {});
  return seen[0];
}

for (const operation of Object.values(OPERATIONS)) {
  Deno.test(`no secret is in what goes out by ${operation.kind}`, async () => {
    const seen = await performed(operation);
    assertEquals(JSON.stringify(seen), JSON.stringify(operation).replaceAll(SECRET, "***"));
  });
}

Deno.test("what holds no secret goes on as it is", async () => {
  const operation: Operation = { kind: "send", conversation, text: "Hello", priority: "interactive" };
  assertEquals(await performed(operation) === operation, true);
});
