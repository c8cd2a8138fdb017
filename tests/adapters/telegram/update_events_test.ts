import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { Update } from "grammy/types";
import type { BotEvent } from "../../../core/mod.ts";
import { readUpdate, type UpdateReading } from "../../../adapters/telegram/update_events.ts";

const ME = { id: 4242, username: "PorticoBot" };
const NOW = 1_700_000_100_000;
const ANN = { id: 7, is_bot: false, first_name: "Ann", last_name: "Lee", username: "ann", language_code: "ru" };
const BOT = { id: ME.id, is_bot: true, first_name: "Portico", username: ME.username };
const PRIVATE = { id: 7, type: "private", first_name: "Ann", last_name: "Lee", username: "ann" };
const GROUP = { id: -100123, type: "supergroup", title: "Friends" };
const CHANNEL = { id: -100555, type: "channel", title: "News", username: "newschannel" };

/** Updates are written as the wire has them: what reads them must not rely on what types promise. */
function read(update: Record<string, unknown>): UpdateReading {
  return readUpdate({ update_id: 99, ...update } as unknown as Update, { me: ME, now: NOW });
}

function message(content: Record<string, unknown>, chat: Record<string, unknown> = PRIVATE): UpdateReading {
  return read({ message: { message_id: 5, from: ANN, chat, date: 1_700_000_000, ...content } });
}

function eventOf(reading: UpdateReading): BotEvent {
  if (reading.kind !== "event") throw new Error(`an event was expected, not ${JSON.stringify(reading)}`);
  return reading.event;
}

/** What of a message's event its content decides. */
function contentOf(content: Record<string, unknown>, chat?: Record<string, unknown>) {
  const event = eventOf(message(content, chat));
  if (event.kind === "action") throw new Error("a message was expected");
  const { id: _id, kind: _kind, key: _key, conversation: _conversation, sender: _sender, at: _at, ...rest } = event;
  return rest;
}

function textOf(content: Record<string, unknown>, chat?: Record<string, unknown>): string {
  return contentOf(content, chat).text;
}

const file = (id: string, more: Record<string, unknown> = {}) => ({ file_id: id, file_unique_id: `u${id}`, ...more });

describe("A message of Telegram", () => {
  it("becomes an event with key, place, sender and time", () => {
    assertEquals(message({ text: "Hello" }), {
      kind: "event",
      addressed: true,
      event: {
        kind: "message",
        key: "telegram:4242:99",
        conversation: { platform: "telegram", chat: "7", kind: "private" },
        sender: { platform: "telegram", user: "7", name: "Ann Lee", language: "ru" },
        at: 1_700_000_000_000,
        id: "5",
        text: "Hello",
        attachments: [],
      },
    });
  });

  it("keeps its formats as Markdown, in a text and below a file", () => {
    const entities = [{ type: "bold", offset: 0, length: 5 }, { type: "url", offset: 6, length: 19 }];
    assertEquals(textOf({ text: "Hello https://example.com", entities }), "**Hello** https://example.com");
    assertEquals(
      textOf({
        caption: "Hello you",
        caption_entities: entities.slice(0, 1),
        photo: [file("p", { width: 1, height: 1 })],
      }),
      "**Hello** you",
    );
  });

  it("takes no notice of a preview of its links", () => {
    assertEquals(contentOf({ text: "a", link_preview_options: { url: "https://example.com" } }), {
      text: "a",
      attachments: [],
    });
  });

  it("of a topic is in the topic's conversation, and answers nothing", () => {
    const topic = { message_thread_id: 3, is_topic_message: true };
    const original = {
      message_id: 3,
      from: BOT,
      chat: GROUP,
      date: 1,
      forum_topic_created: { name: "Plans", icon_color: 1 },
    };
    const reading = message({ text: "Hi", ...topic, reply_to_message: original }, { ...GROUP, is_forum: true });
    const event = eventOf(reading);
    assertEquals(event.conversation, { platform: "telegram", chat: "-100123", thread: "3", kind: "group" });
    assertEquals("replyTo" in event, false);
    assertEquals(reading.kind === "event" && reading.addressed, false);
  });

  it("in a thread of answers that is no topic is in the group's conversation", () => {
    const event = eventOf(message({ text: "Hi", message_thread_id: 3 }, GROUP));
    assertEquals(event.conversation, { platform: "telegram", chat: "-100123", kind: "group" });
  });

  it("of an anonymous administrator is the group's, and of a channel the channel's", () => {
    const stand_in = { id: 1087968824, is_bot: true, first_name: "Group", username: "GroupAnonymousBot" };
    assertEquals(eventOf(message({ text: "a", from: stand_in, sender_chat: GROUP }, GROUP)).sender, {
      platform: "telegram",
      user: "-100123",
      name: "Friends",
    });
    const post = read({
      channel_post: { message_id: 8, sender_chat: CHANNEL, chat: CHANNEL, date: 1_700_000_000, text: "News" },
    });
    assertEquals(eventOf(post).sender, { platform: "telegram", user: "-100555", name: "News" });
    assertEquals(eventOf(post).conversation.kind, "channel");
    assertEquals(post.kind === "event" && post.addressed, true);
  });

  it("that was edited is an edit with the time of the edit", () => {
    const edited = {
      message_id: 5,
      from: ANN,
      chat: PRIVATE,
      date: 1_700_000_000,
      edit_date: 1_700_000_050,
      text: "Hello!",
    };
    assertEquals(eventOf(read({ edited_message: edited })), {
      kind: "edit",
      key: "telegram:4242:99",
      conversation: { platform: "telegram", chat: "7", kind: "private" },
      sender: { platform: "telegram", user: "7", name: "Ann Lee", language: "ru" },
      at: 1_700_000_050_000,
      id: "5",
      text: "Hello!",
      attachments: [],
    });
    const post = { message_id: 8, chat: CHANNEL, date: 1_700_000_000, edit_date: 1_700_000_050, text: "News" };
    assertEquals(eventOf(read({ edited_channel_post: post })).kind, "edit");
  });
});

describe("Files of a message", () => {
  it("are a photo in its biggest size", () => {
    const photo = [
      file("small", { width: 90, height: 60, file_size: 1_000 }),
      file("big", { width: 1_280, height: 853, file_size: 99_000 }),
      file("medium", { width: 320, height: 213, file_size: 9_000 }),
    ];
    assertEquals(contentOf({ photo }), {
      text: "",
      attachments: [{ ref: "big", kind: "photo", mime: "image/jpeg", size: 99_000 }],
    });
  });

  const kinds: Record<string, [Record<string, unknown>, unknown[]]> = {
    "a document": [
      { document: file("d", { file_name: "a.pdf", mime_type: "application/pdf", file_size: 5 }) },
      [{ ref: "d", kind: "document", name: "a.pdf", mime: "application/pdf", size: 5 }],
    ],
    "a voice message": [
      { voice: file("v", { duration: 3, mime_type: "audio/ogg", file_size: 5 }) },
      [{ ref: "v", kind: "voice", mime: "audio/ogg", size: 5 }],
    ],
    "music": [
      { audio: file("a", { duration: 3, file_name: "a.mp3", mime_type: "audio/mpeg" }) },
      [{ ref: "a", kind: "audio", name: "a.mp3", mime: "audio/mpeg" }],
    ],
    "a video": [
      { video: file("v", { width: 1, height: 1, duration: 3, mime_type: "video/mp4" }) },
      [{ ref: "v", kind: "video", mime: "video/mp4" }],
    ],
    "a round video": [
      { video_note: file("n", { length: 240, duration: 3, file_size: 7 }) },
      [{ ref: "n", kind: "video", mime: "video/mp4", size: 7 }],
    ],
    "an animation, once": [
      { animation: file("g", { mime_type: "video/mp4" }), document: file("g", { mime_type: "video/mp4" }) },
      [{ ref: "g", kind: "animation", mime: "video/mp4" }],
    ],
    "a sticker": [
      { sticker: file("s", { type: "regular", is_animated: false, is_video: false, emoji: "👍" }) },
      [{ ref: "s", kind: "sticker", mime: "image/webp", name: "👍" }],
    ],
    "a live photo, as photo and video": [
      { live_photo: file("l", { mime_type: "video/mp4" }), photo: [file("p", { width: 1, height: 1 })] },
      [{ ref: "p", kind: "photo", mime: "image/jpeg" }, { ref: "l", kind: "video", mime: "video/mp4" }],
    ],
  };
  for (const [name, [content, attachments]] of Object.entries(kinds)) {
    it(`are ${name}`, () => {
      assertEquals(contentOf(content), { text: "", attachments } as ReturnType<typeof contentOf>);
    });
  }

  it("of an album have the album's id", () => {
    assertEquals(contentOf({ photo: [file("p", { width: 1, height: 1 })], media_group_id: "134" }).album, "134");
  });

  it("that were paid for are there, and the price is told", () => {
    const paid_media = {
      star_count: 5,
      paid_media: [{ type: "photo", photo: [file("p", { width: 1, height: 1 })] }, { type: "preview" }],
    };
    assertEquals(contentOf({ paid_media }), {
      text: "⭐ 5",
      attachments: [{ ref: "p", kind: "photo", mime: "image/jpeg" }],
    });
  });
});

describe("A forwarded message", () => {
  const origins: Record<string, [Record<string, unknown>, { from: string; link?: string }]> = {
    "a person": [{ type: "user", sender_user: { id: 8, is_bot: false, first_name: "Bob" } }, { from: "Bob" }],
    "a hidden person": [{ type: "hidden_user", sender_user_name: "Somebody" }, { from: "Somebody" }],
    "a group": [{ type: "chat", sender_chat: GROUP, author_signature: "admin" }, { from: "Friends (admin)" }],
    "a public channel": [
      { type: "channel", chat: CHANNEL, message_id: 12, author_signature: "Bob" },
      { from: "News (Bob)", link: "https://t.me/newschannel/12" },
    ],
    "Telegram, where it is of a kind newer than this": [{ type: "hologram" }, { from: "Telegram" }],
    "a private channel": [
      { type: "channel", chat: { ...CHANNEL, username: undefined }, message_id: 12 },
      { from: "News", link: "https://t.me/c/555/12" },
    ],
  };
  for (const [name, [origin, expected]] of Object.entries(origins)) {
    it(`tells that it is from ${name}`, () => {
      assertEquals(contentOf({ text: "a", forward_origin: { date: 1_600_000_000, ...origin } }).origin, expected);
    });
  }
});

describe("An answer", () => {
  const original = { message_id: 4, from: ANN, chat: PRIVATE, date: 1_600_000_000, text: "first\nsecond" };

  it("names the message it answers", () => {
    assertEquals(contentOf({ text: "a", reply_to_message: original }), { text: "a", attachments: [], replyTo: "4" });
  });

  it("begins with the part that was quoted", () => {
    const quote = {
      text: "first\nsecond",
      position: 0,
      is_manual: true,
      entities: [{ type: "bold", offset: 0, length: 5 }],
    };
    assertEquals(textOf({ text: "a", reply_to_message: original, quote }), "> **first**\n> second\n\na");
  });

  it("that is a command has no quote before it", () => {
    const entities = [{ type: "bot_command", offset: 0, length: 5 }];
    assertEquals(textOf({ text: "/note", entities, quote: { text: "first", position: 0, is_manual: true } }), "/note");
  });

  it("to another chat says which message it answers", () => {
    const external_reply = {
      origin: { type: "channel", chat: CHANNEL, message_id: 12, date: 1 },
      chat: CHANNEL,
      message_id: 12,
    };
    assertEquals(
      contentOf({ text: "a", external_reply, quote: { text: "some news", position: 3 } }),
      { text: "> [News](https://t.me/newschannel/12)\n>\n> some news\n\na", attachments: [] },
    );
  });
});

describe("A message that is neither text nor file", () => {
  const cases: Record<string, [Record<string, unknown>, string]> = {
    location: [
      { location: { latitude: 55.7512441, longitude: 37.618423 } },
      "📍 [55.751244, 37.618423](https://www.openstreetmap.org/?mlat=55.751244&mlon=37.618423#map=17/55.751244/37.618423)",
    ],
    venue: [
      {
        venue: { location: { latitude: 1, longitude: -2 }, title: "Café *A*", address: "Street 1" },
        location: { latitude: 1, longitude: -2 },
      },
      "📍 **Café \\*A\\***\nStreet 1\n[1, -2](https://www.openstreetmap.org/?mlat=1&mlon=-2#map=17/1/-2)",
    ],
    contact: [{ contact: { phone_number: "491234", first_name: "Bob", last_name: "Ray" } }, "👤 **Bob Ray**\n+491234"],
    poll: [
      {
        poll: {
          id: "1",
          question: "Tea?",
          options: [{ text: "Yes", voter_count: 2 }, { text: "No_way_", voter_count: 0 }],
          total_voter_count: 2,
          type: "regular",
        },
      },
      "📊 **Tea?**\n\n- Yes — 2\n- No_way\\_ — 0",
    ],
    quiz: [
      {
        poll: {
          id: "1",
          question: "2 + 2",
          options: [{ text: "3", voter_count: 0 }, { text: "4", voter_count: 0 }],
          total_voter_count: 0,
          type: "quiz",
          correct_option_ids: [1],
        },
      },
      "📊 **2 + 2**\n\n- [ ] 3\n- [x] 4",
    ],
    dice: [{ dice: { emoji: "🎯", value: 6 } }, "🎯 6"],
    checklist: [
      {
        checklist: {
          title: "Trip",
          tasks: [{ id: 1, text: "Pack", completion_date: 1_700_000_000 }, { id: 2, text: "Go", completion_date: 0 }],
        },
      },
      "**Trip**\n\n- [x] Pack\n- [ ] Go",
    ],
    game: [{ game: { title: "Chess", description: "A game", photo: [] } }, "🎮 **Chess**\n\nA game"],
    story: [{ story: { chat: CHANNEL, id: 3 } }, "📖 [News](https://t.me/newschannel/s/3)"],
    invoice: [
      { invoice: { title: "Tea", description: "Green", start_parameter: "", currency: "EUR", total_amount: 1_250 } },
      "🧾 **Tea**\n\nGreen\n\n12.50 EUR",
    ],
  };
  for (const [name, [content, markdown]] of Object.entries(cases)) {
    it(`is readable: ${name}`, () => assertEquals(contentOf(content), { text: markdown, attachments: [] }));
  }
});

describe("What is said in a group", () => {
  it("is nothing where a bot says it, which could answer for ever, but for the stand-in of who speaks for a chat", () => {
    assertEquals(message({ text: "@PorticoBot hi", from: { ...BOT, id: 99 } }, GROUP).kind, "ignored");
    assertEquals(message({ text: "@PorticoBot hi", from: BOT }, GROUP).kind, "ignored");
    assertEquals(message({ text: "hi", from: { ...BOT, id: 1087968824 }, sender_chat: GROUP }, GROUP).kind, "event");
  });

  const group = (text: string, entities: Record<string, unknown>[] = [], more: Record<string, unknown> = {}) => {
    const reading = message({ text, entities, ...more }, GROUP);
    const event = eventOf(reading);
    return {
      addressed: reading.kind === "event" && reading.addressed,
      text: event.kind === "action" ? "" : event.text,
    };
  };
  const command = (length: number) => [{ type: "bot_command", offset: 0, length }];

  it("is for the bot when it is a command, unless that names another bot", () => {
    assertEquals(group("/help me", command(5)), { addressed: true, text: "/help me" });
    assertEquals(group("/help@porticobot me", command(16)), { addressed: true, text: "/help me" });
    assertEquals(group("/help@otherbot me", command(14)), { addressed: false, text: "/help@otherbot me" });
  });

  it("stays as it was typed behind a command", () => {
    assertEquals(
      group("/find a_b *c* [d](e)", [...command(5), { type: "bold", offset: 6, length: 3 }]).text,
      "/find a_b *c* [d](e)",
    );
  });

  it("is for the bot when it mentions it, and loses the name it begins with", () => {
    assertEquals(group("@PorticoBot, save this", [{ type: "mention", offset: 0, length: 11 }]), {
      addressed: true,
      text: "save this",
    });
    assertEquals(group("save @porticobot", [{ type: "mention", offset: 5, length: 11 }]), {
      addressed: true,
      text: "save @porticobot",
    });
    const mention = [{ type: "text_mention", offset: 0, length: 7, user: BOT }];
    assertEquals(group("Portico **hi**", mention), { addressed: true, text: "\\*\\*hi\\*\\*" });
    assertEquals(group("@other hi", [{ type: "mention", offset: 0, length: 6 }]).addressed, false);
  });

  it("may be a command behind the bot's name", () => {
    const entities = [{ type: "mention", offset: 0, length: 11 }, { type: "bot_command", offset: 12, length: 5 }];
    assertEquals(group("@PorticoBot /help", entities), { addressed: true, text: "/help" });
  });

  it("is for the bot when it answers it, and for nobody else", () => {
    const answer = (from: typeof ANN | typeof BOT) => ({
      reply_to_message: { message_id: 1, from, chat: GROUP, date: 1, text: "x" },
    });
    assertEquals(group("yes", [], answer(BOT)).addressed, true);
    assertEquals(group("yes", [], answer(ANN)).addressed, false);
    assertEquals(group("yes").addressed, false);
  });

  it("is read below files as well", () => {
    const content = {
      caption: "@PorticoBot",
      caption_entities: [{ type: "mention", offset: 0, length: 11 }],
      photo: [file("p", { width: 1, height: 1 })],
    };
    const reading = message(content, GROUP);
    assertEquals(reading.kind === "event" && reading.addressed, true);
    assertEquals(textOf(content, GROUP), "");
  });
});

describe("A pressed button", () => {
  const press = (more: Record<string, unknown>) =>
    read({ callback_query: { id: "cb", from: ANN, chat_instance: "1", ...more } });
  const carrier = { message_id: 6, from: BOT, chat: PRIVATE, date: 1_700_000_000, text: "Undo?" };

  it("becomes an action with the id of its message, at the time when it came", () => {
    assertEquals(press({ data: "abcdefghijklmnop.0", message: carrier }), {
      kind: "event",
      addressed: true,
      event: {
        kind: "action",
        key: "telegram:4242:99",
        conversation: { platform: "telegram", chat: "7", kind: "private" },
        sender: { platform: "telegram", user: "7", name: "Ann Lee", language: "ru" },
        at: NOW,
        action: "abcdefghijklmnop.0",
        message: "6",
        callback: "cb",
      },
    });
  });

  it("works where the message can't be read any more", () => {
    assertEquals(eventOf(press({ data: "a.0", message: { chat: PRIVATE, message_id: 6, date: 0 } })).kind, "action");
  });

  it("of a game or of a message sent elsewhere is of no use", () => {
    assertEquals(press({ game_short_name: "chess", message: carrier }), {
      kind: "ignored",
      what: "callback_query.game_short_name",
    });
    assertEquals(press({ data: "a.0", inline_message_id: "1" }), {
      kind: "ignored",
      what: "callback_query.inline_message_id",
    });
  });
});

describe("What else Telegram tells", () => {
  const member = (status: string, chat: Record<string, unknown>, more: Record<string, unknown> = {}) =>
    read({
      my_chat_member: {
        chat,
        from: ANN,
        date: 1_700_000_000,
        old_chat_member: { status: "member", user: BOT },
        new_chat_member: { status, user: BOT, ...more },
      },
    });

  it("is whether the bot can write somewhere", () => {
    const here = { platform: "telegram", chat: "7", kind: "private" } as const;
    const there = { platform: "telegram", chat: "-100123", kind: "group" } as const;
    assertEquals(member("kicked", PRIVATE), { kind: "membership", conversation: here, reachable: false });
    assertEquals(member("member", PRIVATE), { kind: "membership", conversation: here, reachable: true });
    assertEquals(member("left", GROUP), { kind: "membership", conversation: there, reachable: false });
    assertEquals(member("administrator", GROUP), { kind: "membership", conversation: there, reachable: true });
    const mute = { is_member: true, can_send_messages: false };
    assertEquals(member("restricted", GROUP, mute), { kind: "membership", conversation: there, reachable: false });
  });

  it("is that a group has a new id", () => {
    const old = { id: -55, type: "group", title: "Friends" };
    const migration = { kind: "migration", from: "-55", to: "-100123" } as const;
    assertEquals(message({ migrate_to_chat_id: -100123 }, old), migration);
    assertEquals(message({ migrate_from_chat_id: -55 }, GROUP), migration);
  });

  const useless: Record<string, [Record<string, unknown>, string]> = {
    "a new title": [{ new_chat_title: "Foes" }, "message.new_chat_title"],
    "new members": [{ new_chat_members: [ANN] }, "message.new_chat_members"],
    "a pinned message": [
      { pinned_message: { message_id: 1, chat: GROUP, date: 1, text: "x" } },
      "message.pinned_message",
    ],
    "a topic": [{ forum_topic_created: { name: "Plans", icon_color: 1 } }, "message.forum_topic_created"],
    "a message of a kind that is newer than this": [{ hologram: {} }, "message.hologram"],
    "a message that goes away": [{ text: "a", ephemeral_message_id: 3 }, "message.ephemeral_message_id"],
  };
  for (const [name, [content, what]] of Object.entries(useless)) {
    it(`is of no use: ${name}`, () => assertEquals(message(content, GROUP), { kind: "ignored", what }));
  }

  for (const name of ["inline_query", "poll", "chat_member", "message_reaction", "business_message", "something_new"]) {
    it(`is of no use: ${name}`, () => assertEquals(read({ [name]: { id: "1" } }), { kind: "ignored", what: name }));
  }
});
