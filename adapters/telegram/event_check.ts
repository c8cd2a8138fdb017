import type { Attachment, BotEvent, Origin } from "../../core/mod.ts";

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
  if (!Number.isSafeInteger(at) || Number.isNaN(new Date(at).getTime())) throw new TypeError("its date is none");
  checkId(chat);
  checkId(thread);
  checkId(user);
  checkText(name);
  checkText(language);
  checkText(chatName);
  if (event.kind === "action") {
    const { action, message = "0", callback = "" } = event;
    checkId(message);
    checkText(action);
    checkText(callback);
  } else {
    const { id, replyTo = "0", text, album = "", origin, attachments } = event;
    checkId(id);
    checkId(replyTo);
    checkText(text);
    checkText(album);
    if (origin !== undefined) checkOrigin(origin);
    for (const attachment of attachments) checkAttachment(attachment);
  }
  return event;
}

function checkOrigin({ from, link = "" }: Origin): void {
  checkText(from);
  checkText(link);
}

function checkAttachment({ ref, name = "", mime = "", size = 0 }: Attachment): void {
  checkText(ref);
  checkText(name);
  checkText(mime);
  if (!Number.isSafeInteger(size)) throw new TypeError("the size of a file is no number");
}

function checkId(id: string): void {
  if (!ID.test(id)) throw new TypeError("an id is no number");
}

function checkText(text: unknown): void {
  if (typeof text !== "string") throw new TypeError("a text is none");
}
