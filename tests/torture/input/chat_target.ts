/** What people do in a chat: they say anything, edit it, send files, and press buttons, also those of others and those that never were. */
import fc from "fast-check";
import type { Attachment, BotEvent } from "../../../core/mod.ts";
import { conversation, ScriptedAdapter } from "../../support/scripted_adapter.ts";
import { nastyJson, nastyLine, nastyName, nastyText, SCRIPTS } from "./nasty_texts.ts";
import type { InputTarget } from "./target.ts";
import { WholeBot } from "./whole_bot.ts";

/** One thing that somebody does. */
type Deed =
  | {
    readonly say: string;
    readonly by?: string;
    readonly files?: readonly Partial<Attachment>[];
    readonly from?: string;
  }
  | { readonly edit: string; readonly id: number }
  /** The button with this number, counted from the newest; with an id that is changed, or one that is made up. */
  | { readonly press: number | string; readonly by?: string; readonly change?: "cut" | "longer" | "next" | "upper" };

const COMMANDS = [
  ..."access agent allow ask cancel context failed find help invite language mcp mode model note notes pair plugins reset"
    .split(" "),
  ..."revoke settings start status stop sync tasks tools whoami unknown".split(" "),
];

/** What is typed behind a command, quoting included. */
const behind: fc.Arbitrary<string> = fc.oneof(
  fc.constant(""),
  nastyLine,
  fc.constantFrom(
    '"',
    '"a b" c',
    "'",
    "“a",
    "-1",
    "0",
    "99999999999999999999",
    "NaN",
    "1e3",
    "here",
    "telegram:*",
    "a:b",
  ),
  fc.constantFrom("add x https://a.example", "add x -- ls", "remove x", "note.quiet", "find milk", "удали все заметки"),
  fc.constantFrom(
    ...[
      "undo",
      "tag everything with home",
      "rename Straße to ../../x",
      "move Straße to ../..",
      "merge all",
      "delete all",
    ],
  ),
);
const commandText = fc.tuple(fc.constantFrom(...COMMANDS), fc.constantFrom(" ", "  ", "\n", "@bot ", ""), behind)
  .map(([name, gap, rest]) => `/${name}${gap}${rest}`);

const person = fc.constantFrom("you", "you", "you", "guest", "../../x", "__proto__");
const file: fc.Arbitrary<Partial<Attachment>> = fc.record({
  ref: fc.constantFrom("1", "2"),
  kind: fc.constantFrom("document", "photo", "voice", "sticker"),
  name: nastyName,
  mime: fc.constantFrom("application/zip", "text/html", "image/png", "a/b; c", ""),
  size: fc.constantFrom(0, 3, 2 ** 40),
}, { requiredKeys: ["ref", "kind"] });

const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ say: commandText, by: person }, { requiredKeys: ["say"] }) },
  {
    weight: 3,
    arbitrary: fc.record({
      say: nastyText,
      by: person,
      files: fc.array(file, { maxLength: 3 }),
      from: nastyName,
    }, { requiredKeys: ["say"] }),
  },
  // What answers an open question, such as a value of a setting.
  { weight: 2, arbitrary: fc.record({ say: fc.oneof(nastyName, nastyJson.map((value) => JSON.stringify(value))) }) },
  { weight: 1, arbitrary: fc.record({ edit: nastyText, id: fc.nat(20) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      press: fc.oneof(fc.nat(8), nastyName),
      by: person,
      change: fc.constantFrom("cut", "longer", "next", "upper"),
    }, { requiredKeys: ["press"] }),
  },
);

/** See the file's comment. */
export const chatTarget: InputTarget<readonly Deed[]> = {
  name: "chat",
  inputs: fc.array(deed, { minLength: 1, maxLength: 8 }),
  costs: 20,
  open: async () => {
    const chat = new ScriptedAdapter();
    const bot = await WholeBot.start(() => chat);
    await chat.say(`# ${SCRIPTS.join(" ")}\nabout milk #home`);
    let number = 0;
    return {
      async feed(deeds) {
        for (const deed of deeds) {
          await chat.deliver(...eventsOf(deed, chat));
          // What is shown of it can be pressed next.
          await bot.pass(1);
        }
        const asked = `sound ${++number}`;
        for (const end of ["/cancel", "/stop", `/${asked}`]) await chat.say(end);
        await bot.until(`the answer to ${asked}`, () => chat.texts.includes(asked));
        await bot.digest();
        if (chat.operations.length > 1_000) chat.operations.splice(0, 500);
      },
      [Symbol.asyncDispose]: () => bot[Symbol.asyncDispose](),
    };
  },
};

function eventsOf(deed: Deed, chat: ScriptedAdapter): BotEvent[] {
  if ("edit" in deed) {
    const { kind: _, ...message } = chat.message(deed.edit, { id: `${deed.id}` });
    return [{ ...message, kind: "edit" }];
  }
  if ("press" in deed) {
    const { key, sender, at } = chat.message("", { user: deed.by });
    const action = changed(typeof deed.press === "string" ? deed.press : buttonOf(chat, deed.press), deed.change);
    return [{ kind: "action", key, sender, at, conversation: conversation("c"), action, callback: "callback" }];
  }
  const attachments = (deed.files ?? []).map((file) => ({ ref: "1", kind: "document" as const, ...file }));
  const origin = deed.from === undefined ? {} : { origin: { from: deed.from, link: deed.from } };
  return [chat.message(deed.say, { user: deed.by, attachments, ...origin })];
}

function buttonOf(chat: ScriptedAdapter, back: number): string {
  const ids = chat.shown.flatMap(({ buttons = [] }) =>
    buttons.flat().flatMap((button) => "id" in button ? [button.id] : [])
  );
  return ids.at(-1 - back) ?? "none";
}

function changed(id: string, change: string | undefined): string {
  switch (change) {
    case "cut":
      return id.slice(0, -3);
    case "longer":
      return `${id}0`;
    case "next":
      return id.replace(/\d+$/, (index) => `${Number(index) + 1}`);
    case "upper":
      return id.toUpperCase();
    default:
      return id;
  }
}
