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
  const post = (update: object) => {
    const request = new Request(URL_, {
      method: "POST",
      headers: { "content-type": "application/json", "x-telegram-bot-api-secret-token": SECRET },
      body: JSON.stringify(update),
    });
    void bench.routes.get("/telegram")?.(request);
  };
  const about = (id: string) => {
    return { message_id: Number(id), date: 1, chat: { id: chat.id, type: "private" }, from: anna.user };
  };
  const say = (markdown: string, id: string) => {
    post({ update_id: Number(id), message: { ...about(id), ...renderMarkdown(markdown) } });
  };
  const edit = (text: string, id: string) => {
    post({ update_id: 1_000 + Number(id), edited_message: { ...about(id), edit_date: 2, text } });
  };
  const attach = (bytes: string, name: string, id: string) => {
    const { wire } = anna.private.send({ document: new TextEncoder().encode(bytes), name });
    post({ update_id: Number(id), message: { ...about(id), document: wire.document } });
  };
  const press = (data: string, message: string) => {
    const callback_query = { id: "1", from: anna.user, message: about(message), chat_instance: "1", data };
    post({ update_id: 2_000, callback_query });
  };
  return Promise.resolve({
    adapter: bench.adapter,
    say,
    edit,
    attach,
    press,
    shown: () => bench.telegram.calls.map(({ args }) => String(args.text ?? "")),
    conversation: privately(chat),
    missing: "no-file-of-ours",
    [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose](),
  });
});
