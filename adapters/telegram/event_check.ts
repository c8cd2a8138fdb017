import type { Attachment, BotEvent } from "../../core/mod.ts";

/** An id of Telegram's: of a chat, a person, a message. */
const ID = /^-?\d+$/;

/**
 * The event, if it is made as the kernel takes for granted. An update whose fields are of other types than the Bot API says can be read without an
 * error all the same, and would fail at the first who looks, at each start again, for it would be in the journal.
 *
 * @throws {TypeError} it is not, with what is wrong.
 */
export function checkEvent(event: BotEvent): BotEvent {
  const { conversation: { chat, thread = "0" }, sender: { user, name = "", language = "" }, at, chatName = "" } = event;
  if (!Number.isSafeInteger(at)) throw new TypeError("its date is no number");
  checkIds(chat, thread, user);
  checkTexts(name, language, chatName);
  if (event.kind === "action") {
    checkIds(event.message ?? "0");
    checkTexts(event.action, event.callback ?? "");
  } else {
    const { id, replyTo = "0", text, album = "", origin, attachments } = event;
    checkIds(id, replyTo);
    checkTexts(text, album, ...(origin === undefined ? [] : [origin.from, origin.link ?? ""]));
    attachments.forEach(checkAttachment);
  }
  return event;
}

function checkAttachment({ ref, name = "", mime = "", size = 0 }: Attachment): void {
  checkTexts(ref, name, mime);
  if (!Number.isSafeInteger(size)) throw new TypeError("the size of a file is no number");
}

function checkIds(...ids: readonly string[]): void {
  if (!ids.every((id) => ID.test(id))) throw new TypeError("an id is no number");
}

function checkTexts(...texts: readonly unknown[]): void {
  if (!texts.every((text) => typeof text === "string")) throw new TypeError("a text is none");
}
