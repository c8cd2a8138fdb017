/** What the answers of the Bot API come to. */
import { assertRejects } from "@std/assert";
import { TelegramTransport } from "../../../adapters/telegram/telegram_transport.ts";
import { DeliveryUnknown, logger, type SendOperation } from "../../../core/mod.ts";
import { TestClock } from "../../support/clock.ts";
import { ScriptedApi } from "./scripted_api.ts";

Deno.test("a message that is answered without its id is unknown: nobody could change or find it again", async () => {
  const api = Object.assign(new ScriptedApi(), { isOfficial: true, open: () => Promise.reject(new Error("no file")) });
  const transport = new TelegramTransport(api, new TestClock(), logger("test"));
  const operation: SendOperation = {
    kind: "send",
    conversation: { platform: "telegram", chat: "5", kind: "private" },
    text: "hello",
    priority: "interactive",
  };
  for (const sent of [{}, { message_id: "7" }, true]) {
    api.auto = () => sent;
    await assertRejects(() => transport.perform<"send">(operation, new AbortController().signal), DeliveryUnknown);
  }
});
