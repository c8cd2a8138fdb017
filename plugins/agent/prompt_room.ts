/** Keeps a prompt within a model's window: what tools gave back long ago makes room for what they gave back last. */
import type { LanguageModelV4Prompt } from "@ai-sdk/provider";

/** Characters of a token, as a careful guess: English has four, Russian three, JSON less. */
const CHARACTERS = 3;
/** The share of the window for all that is said; the rest is for the descriptions of the tools and the answer. */
const SHARE = 0.6;

/** What stands in the place of a result that was left out. */
const LEFT_OUT = "(left out, as there is no room for it any more; call again if it is needed)";

/** How many characters of prompt go into a window of so many tokens. */
export function roomIn(window: number): number {
  return Math.floor(window * SHARE * CHARACTERS);
}

/**
 * The prompt in which the oldest results of tools are left out until it has at most so many characters, or only the last ones are left; the same prompt
 * where it fits.
 */
export function fitPrompt(prompt: LanguageModelV4Prompt, room: number): LanguageModelV4Prompt {
  const sizes = prompt.map(sizeOf);
  let over = sizes.reduce((sum, size) => sum + size, 0) - room;
  if (over <= 0) return prompt;
  const last = prompt.findLastIndex(({ role }) => role === "tool");
  return prompt.map((message, index) => {
    if (over <= 0 || message.role !== "tool" || index === last) return message;
    const content = message.content.map((part) =>
      part.type === "tool-result" ? { ...part, output: { type: "text" as const, value: LEFT_OUT } } : part
    );
    const shorter = { ...message, content };
    over -= sizes[index] - sizeOf(shorter);
    return shorter;
  });
}

function sizeOf(message: LanguageModelV4Prompt[number]): number {
  if (message.role === "system") return message.content.length;
  return message.content.reduce((sum, part) => {
    if (part.type === "text" || part.type === "reasoning") return sum + part.text.length;
    if (part.type === "tool-result") return sum + JSON.stringify(part.output).length;
    return part.type === "tool-call" ? sum + JSON.stringify(part.input).length : sum;
  }, 0);
}
