/** Updates as no Telegram sends them, by polls and by a webhook. */
import fc from "fast-check";
import { TelegramBotAdapter } from "../../../adapters/telegram/mod.ts";
import type { HttpHandler } from "../../../adapters/http/mod.ts";
import { waitOn } from "../../adapters/delivery/scripted_transport.ts";
import { nastyJson, nastyName, nastyText } from "./nasty_texts.ts";
import { RawTelegram } from "./raw_telegram.ts";
import type { InputTarget, OpenTarget } from "./target.ts";
import { WholeBot } from "./whole_bot.ts";

const OWNER = { id: 1, is_bot: false, first_name: "Ann", language_code: "en" };
const CHAT = { id: 1, type: "private", first_name: "Ann" };
const TOKEN = "42:torture";
const SECRET = "a-secret-of-the-webhook";

const place = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -2, max: 60 }) },
  fc.constantFrom(-1, 1e9, 2 ** 53, 0.5, 2 ** 31),
);
const ENTITIES = ["bold", "italic", "code", "pre", "text_link", "mention", "text_mention", "bot_command", "blockquote"];
const entity = fc.record({
  type: fc.oneof(
    fc.constantFrom(...ENTITIES, "url", "email", "custom_emoji", "spoiler", "underline", "hashtag", "date_time"),
    nastyName,
  ),
  offset: place,
  length: place,
  url: nastyName,
  user: fc.constantFrom(OWNER, { id: 42 }, null),
  language: nastyName,
}, { requiredKeys: ["type", "offset", "length"] });
const file = fc.record({
  file_id: fc.constantFrom("f1", "f2"),
  file_unique_id: nastyName,
  file_name: nastyName,
  mime_type: nastyName,
  file_size: fc.oneof(fc.integer(), nastyJson),
  width: fc.integer(),
  height: fc.integer(),
}, { requiredKeys: ["file_id", "file_unique_id"] });
const message: fc.Arbitrary<object> = fc.record({
  message_id: fc.integer({ min: 1, max: 50 }),
  date: fc.oneof(fc.constant(1_767_225_600), fc.integer()),
  chat: fc.constant(CHAT),
  from: fc.constant(OWNER),
  text: nastyText,
  caption: nastyText,
  entities: fc.array(entity, { maxLength: 6 }),
  caption_entities: fc.array(entity, { maxLength: 6 }),
  document: file,
  photo: fc.array(file, { maxLength: 3 }),
  sticker: file,
  voice: file,
  media_group_id: nastyName,
  forward_origin: fc.record({
    type: fc.constantFrom("user", "hidden_user", "chat", "channel", "another"),
    sender_user: fc.constant(OWNER),
    sender_user_name: nastyName,
    sender_chat: fc.constant(CHAT),
    chat: fc.constant({ id: -1001, type: "channel", title: "a" }),
    message_id: fc.integer(),
    date: fc.integer(),
  }),
  location: fc.record({ latitude: fc.double(), longitude: fc.double() }),
  contact: fc.record({ phone_number: nastyName, first_name: nastyName, vcard: nastyText }),
  poll: fc.record({
    question: nastyName,
    options: fc.array(fc.record({ text: nastyName, voter_count: fc.integer() })),
  }),
  quote: fc.record({ text: nastyName, position: fc.integer(), entities: fc.array(entity), is_manual: fc.boolean() }),
  reply_to_message: fc.record({ message_id: fc.integer(), date: fc.integer(), chat: fc.constant(CHAT) }),
  rich_message: fc.record({ blocks: fc.array(nastyJson, { maxLength: 4 }) }),
  new_chat_title: nastyName,
}, { requiredKeys: ["message_id", "date", "chat", "from"] });

const KINDS = ["message", "message", "message", "edited_message", "channel_post", "edited_channel_post"];
const sound: fc.Arbitrary<Record<string, unknown>> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(fc.constantFrom(...KINDS), message).map(([kind, message]) => ({ [kind]: message })),
  },
  fc.record({ id: nastyName, message, data: nastyName }).map((press) => ({
    callback_query: { from: OWNER, chat_instance: "c", ...press },
  })),
  fc.tuple(
    fc.constantFrom("poll", "chat_member", "my_chat_member", "business_message", "purchased_paid_media"),
    nastyJson,
  )
    .map(([kind, value]) => ({ [kind]: value })),
);

/** One in which some place has become something else. */
const broken = fc.tuple(sound, fc.nat(), nastyJson).map(([update, place, value]) => changedAt(update, place, value));

const updates = fc.array(fc.oneof(sound, broken), { minLength: 1, maxLength: 6 });

/** Puts a value in the place of one of those that are in an object, however deep. */
function changedAt(update: Record<string, unknown>, place: number, value: unknown): Record<string, unknown> {
  const copy: Record<string, unknown> = structuredClone(update);
  const places: [object, string][] = [];
  const visit = (inner: unknown) => {
    if (typeof inner !== "object" || inner === null) return;
    for (const [key, each] of Object.entries(inner)) {
      places.push([inner, key]);
      visit(each);
    }
  };
  visit(copy);
  const [owner, key] = places[place % places.length];
  Object.defineProperty(owner, key, { value, enumerable: true, configurable: true, writable: true });
  return copy;
}

/** Updates in the answers of `getUpdates`. */
const polled: InputTarget<readonly unknown[]> = {
  name: "telegram_polls",
  inputs: updates,
  costs: 20,
  open: () => opened("polling", (telegram) => (updates) => telegram.serve(updates)),
};

/** The same as requests. */
const sent: InputTarget<readonly unknown[]> = {
  name: "telegram_webhook",
  inputs: updates,
  costs: 20,
  open: () => {
    let answer: HttpHandler | undefined;
    const routes = {
      route: (_path: string, handler: HttpHandler) => {
        answer = handler;
        return () => {};
      },
    };
    return opened("webhook", (telegram) => async (updates) => {
      for (const update of telegram.numbered(updates)) {
        const request = new Request("https://bot.example/hook", {
          method: "POST",
          headers: { "content-type": "application/json", "x-telegram-bot-api-secret-token": SECRET },
          body: JSON.stringify(update),
        });
        const status = (await answer?.(request))?.status;
        if (status !== 200) throw new Error(`an update is answered with ${status}, and comes again for ever`);
      }
    }, { routes, health: { watch: () => () => {} } });
  },
};

type Serve = (updates: readonly unknown[]) => void | Promise<void>;

async function opened(
  mode: "polling" | "webhook",
  serveBy: (telegram: RawTelegram) => Serve,
  http?: ConstructorParameters<typeof TelegramBotAdapter>[0]["http"],
): Promise<OpenTarget<readonly unknown[]>> {
  const telegram = new RawTelegram();
  const serve = serveBy(telegram);
  const bot = await WholeBot.start(({ clock, store }) =>
    new TelegramBotAdapter({
      settings: {
        token: TOKEN,
        apiRoot: "https://api.telegram.org",
        mode,
        webhookUrl: mode === "webhook" ? "https://bot.example/hook" : "",
        webhookSecret: SECRET,
      },
      store,
      clock,
      random: () => 0.5,
      fetch: telegram.fetch,
      delivery: { wait: waitOn(clock) },
      ...(http === undefined ? {} : { http }),
    })
  );
  let number = 0;
  return {
    async feed(updates) {
      await serve(updates);
      const asked = `sound ${++number}`;
      const said = (text: string) => ({
        message: { message_id: 1_000 + number, date: 1_767_225_600, chat: CHAT, from: OWNER, text },
      });
      await serve(["/cancel", "/stop", `/${asked}`].map(said));
      await bot.until(`the answer to ${asked}`, () => telegram.texts.has(asked));
      // That it can't be read is told, and all that there is to do about it.
      await bot.digest(/could not be read and was left out/);
      telegram.texts.clear();
    },
    [Symbol.asyncDispose]: () => bot[Symbol.asyncDispose](),
  };
}

/** See the file's comment. */
export const telegramTargets: readonly InputTarget[] = [polled, sent];
