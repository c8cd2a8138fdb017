import type { ReactionTypeEmoji } from "grammy/types";

/** An emoji that Telegram lets a bot react with. */
export type ReactionEmoji = ReactionTypeEmoji["emoji"];

// deno-fmt-ignore
const ALLOWED: readonly ReactionEmoji[] = [
  "👍", "👎", "❤", "🔥", "🥰", "👏", "😁", "🤔", "🤯", "😱", "🤬", "😢", "🎉", "🤩", "🤮", "💩", "🙏", "👌", "🕊", "🤡", "🥱", "🥴",
  "😍", "🐳", "❤‍🔥", "🌚", "🌭", "💯", "🤣", "⚡", "🍌", "🏆", "💔", "🤨", "😐", "🍓", "🍾", "💋", "🖕", "😈", "😴", "😭", "🤓",
  "👻", "👨‍💻", "👀", "🎃", "🙈", "😇", "😨", "🤝", "✍", "🤗", "🫡", "🎅", "🎄", "☃", "💅", "🤪", "🗿", "🆒", "💘", "🙉", "🦄",
  "😘", "💊", "🙊", "😎", "👾", "🤷‍♂", "🤷", "🤷‍♀", "😡",
];

/** What others mean, said with what is allowed. */
const SIMILAR: Readonly<Record<string, ReactionEmoji>> = {
  "✅": "👌",
  "☑": "👌",
  "✔": "👌",
  "🆗": "👌",
  "💾": "👌",
  "📥": "👌",
  "❌": "👎",
  "✖": "👎",
  "🚫": "👎",
  "⏳": "👀",
  "⌛": "👀",
  "🕐": "👀",
  "🔎": "👀",
  "🔍": "👀",
  "📝": "✍",
  "✏": "✍",
  "🖊": "✍",
  "⚠": "🤔",
  "❓": "🤔",
  "❗": "😨",
  "💡": "⚡",
  "⭐": "🤩",
  "🌟": "🤩",
  "🙂": "😁",
  "😀": "😁",
  "😊": "🥰",
  "🙁": "😢",
  "💪": "🔥",
  "🚀": "🔥",
  "🥳": "🎉",
  "🎊": "🎉",
};

/** How an emoji looks says nothing of what it means: the same one comes with and without this sign, and in many colours of skin. */
const LOOKS = /[\u{FE0E}\u{FE0F}\u{1F3FB}-\u{1F3FF}]/gu;

/** The emoji itself, or an allowed one that means the same, or a glance: seen. */
export function toReaction(emoji: string): ReactionEmoji {
  const plain = emoji.replace(LOOKS, "");
  return ALLOWED.find((allowed) => allowed.replace(LOOKS, "") === plain) ?? SIMILAR[plain] ?? "👀";
}
