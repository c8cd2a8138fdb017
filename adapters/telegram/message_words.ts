/** What is neither text nor a file, as readable Markdown that needs no translation. */
import type {
  Checklist,
  Contact,
  Game,
  Invoice,
  Location,
  Message,
  MessageEntity,
  Poll,
  Story,
  Venue,
} from "grammy/types";
import { entitiesToMarkdown } from "./entities_markdown.ts";
import { paragraphs } from "./markdown_blocks.ts";
import { nameOfChat } from "./identities.ts";

/** What may be told in words. */
export type WordsCarrier = Pick<
  Message,
  | "location"
  | "venue"
  | "contact"
  | "poll"
  | "dice"
  | "checklist"
  | "game"
  | "story"
  | "invoice"
  | "paid_media"
>;

/** Markdown of what a message holds besides text and files; empty where it holds nothing more. */
export function wordsOf(message: WordsCarrier): string {
  const { location, venue, contact, poll, dice, checklist, game, story, invoice, paid_media } = message;
  if (venue !== undefined) return venueWords(venue); // has a location as well
  if (location !== undefined) return `📍 ${placeLink(location)}`;
  if (contact !== undefined) return contactWords(contact);
  if (poll !== undefined) return pollWords(poll);
  if (dice !== undefined) return `${dice.emoji} ${dice.value}`;
  if (checklist !== undefined) return checklistWords(checklist);
  if (game !== undefined) return gameWords(game);
  if (story !== undefined) return storyWords(story);
  if (invoice !== undefined) return invoiceWords(invoice);
  if (paid_media !== undefined) return `⭐ ${paid_media.star_count}`;
  return "";
}

/** A place as a link to a map. */
export function placeLink({ latitude, longitude }: Location): string {
  const [lat, lon] = [latitude, longitude].map((degrees) => Number(degrees.toFixed(6)));
  return `[${lat}, ${lon}](https://www.openstreetmap.org/?mlat=${lat}&mlon=${lon}#map=17/${lat}/${lon})`;
}

function venueWords({ location, title, address }: Venue): string {
  return lines(`📍 ${bold(title)}`, plain(address), placeLink(location));
}

function contactWords({ first_name, last_name, phone_number }: Contact): string {
  const phone = phone_number.startsWith("+") ? phone_number : `+${phone_number}`;
  return lines(`👤 ${bold([first_name, last_name].filter(Boolean).join(" "))}`, plain(phone));
}

function pollWords(
  { question, question_entities, options, total_voter_count, correct_option_ids, description, description_entities }:
    Poll,
): string {
  const items = options.map(({ text, text_entities, voter_count }, index) => {
    const mark = correct_option_ids === undefined ? "" : correct_option_ids.includes(index) ? "[x] " : "[ ] ";
    return `- ${mark}${oneLine(text, text_entities)}${total_voter_count > 0 ? ` — ${voter_count}` : ""}`;
  });
  return paragraphs(
    `📊 ${bold(question, question_entities)}`,
    plain(description ?? "", description_entities),
    items.join("\n"),
  );
}

function checklistWords({ title, title_entities, tasks }: Checklist): string {
  const items = tasks.map(({ text, text_entities, completed_by_user, completed_by_chat, completion_date }) => {
    const isDone = completed_by_user !== undefined || completed_by_chat !== undefined || Boolean(completion_date);
    return `- [${isDone ? "x" : " "}] ${oneLine(text, text_entities)}`;
  });
  return paragraphs(bold(title, title_entities), items.join("\n"));
}

function gameWords({ title, description, text, text_entities }: Game): string {
  return paragraphs(`🎮 ${bold(title)}`, plain(text || description, text ? text_entities : undefined));
}

function storyWords({ chat, id }: Story): string {
  const name = oneLine(nameOfChat(chat));
  return `📖 ${chat.username === undefined ? name : `[${name}](https://t.me/${chat.username}/s/${id})`}`;
}

function invoiceWords({ title, description, currency, total_amount }: Invoice): string {
  return paragraphs(`🧾 ${bold(title)}`, plain(description), `${priceOf(currency, total_amount)} ${currency}`);
}

/** Telegram counts in the smallest unit of a currency; its Stars (XTR) have none smaller. */
function priceOf(currency: string, amount: number): string {
  if (currency === "XTR" || !/^[A-Za-z]{3}$/.test(currency)) return String(amount);
  const { maximumFractionDigits: digits = 2 } = new Intl.NumberFormat("en", { style: "currency", currency })
    .resolvedOptions();
  return (amount / 10 ** digits).toFixed(digits);
}

function plain(text: string, entities?: readonly MessageEntity[]): string {
  return entitiesToMarkdown({ text, entities });
}

function oneLine(text: string, entities?: readonly MessageEntity[]): string {
  return plain(text.replaceAll("\n", " "), entities);
}

function bold(text: string, entities: readonly MessageEntity[] = []): string {
  return oneLine(text, [{ type: "bold", offset: 0, length: text.length }, ...entities]);
}

function lines(...texts: string[]): string {
  return texts.filter((text) => text !== "").join("\n");
}
