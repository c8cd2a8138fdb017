/** Telegram passes what every adapter has to pass. */
import { renderMarkdown } from "../../../adapters/telegram/markdown_entities.ts";
import { type AdapterBench, testAdapter } from "../../contract/adapter.ts";
import { privately, TelegramBench } from "./telegram_bench.ts";

const URL_ = "https://bot.test/telegram";
const SECRET = "secret-of-this-test";

/** By a webhook, where the same update can be sent twice. */
testAdapter("telegram", (): Promise<AdapterBench> => {
  const bench = new TelegramBench({ settings: { mode: "webhook", webhookUrl: URL_, webhookSecret: SECRET } });
  const anna = bench.telegram.user();
  const { chat } = anna.private;
  const say = (markdown: string, id: string) => {
    const { text, entities } = renderMarkdown(markdown);
    const message = {
      message_id: Number(id),
      date: 1,
      chat: { id: chat.id, type: "private" },
      from: anna.user,
      text,
      entities,
    };
    const request = new Request(URL_, {
      method: "POST",
      headers: { "content-type": "application/json", "x-telegram-bot-api-secret-token": SECRET },
      body: JSON.stringify({ update_id: Number(id), message }),
    });
    void bench.routes.get("/telegram")?.(request);
  };
  return Promise.resolve({
    adapter: bench.adapter,
    say,
    shown: () => bench.telegram.calls.map(({ args }) => String(args.text ?? "")),
    conversation: privately(chat),
    missing: "no-file-of-ours",
    [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose](),
  });
});
