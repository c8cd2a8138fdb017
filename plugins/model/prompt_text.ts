/** What of a call is made of tokens, as text. */
import type { LanguageModelV4CallOptions, LanguageModelV4Content, LanguageModelV4Prompt } from "@ai-sdk/provider";

/** Everything of a call that the model reads: what was said, and which tools there are. Files are left out. */
export function textOfPrompt({ prompt, tools }: Pick<LanguageModelV4CallOptions, "prompt" | "tools">): string {
  const said = prompt.flatMap((message) => [message.role, ...textsOf(message)]);
  const offered = (tools ?? []).map((tool) => JSON.stringify(tool));
  return [...said, ...offered].join("\n");
}

/** Everything of an answer that the model wrote. */
export function textOfContent(content: readonly LanguageModelV4Content[]): string {
  return content.map((part) => {
    if (part.type === "text" || part.type === "reasoning") return part.text;
    return part.type === "tool-call" ? `${part.toolName} ${part.input}` : "";
  }).join("\n");
}

function textsOf({ content }: LanguageModelV4Prompt[number]): string[] {
  if (typeof content === "string") return [content];
  return content.map((part) => {
    switch (part.type) {
      case "text":
      case "reasoning":
        return part.text;
      case "tool-call":
        return `${part.toolName} ${JSON.stringify(part.input)}`;
      case "tool-result":
        return `${part.toolName} ${JSON.stringify(part.output)}`;
      default:
        return "";
    }
  });
}
