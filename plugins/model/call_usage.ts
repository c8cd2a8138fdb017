import type { LanguageModelV4Usage } from "@ai-sdk/provider";
import type { CallTokens } from "./account_limits.ts";

/** What a call has used: as the endpoint says, else by counting. */
export async function tokensOf(
  { inputTokens, outputTokens }: LanguageModelV4Usage,
  prompt: string,
  answer: string,
  count: (text: string) => Promise<number>,
): Promise<CallTokens> {
  return {
    input: told(inputTokens.total) ?? await count(prompt),
    output: told(outputTokens.total) ?? await count(answer),
  };
}

/** Nothing is known of what was used. */
export const NOTHING_TOLD: LanguageModelV4Usage = {
  inputTokens: { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: undefined, text: undefined, reasoning: undefined },
};

/** The usage as it was told, with what was not told filled in. */
export function withTokens(usage: LanguageModelV4Usage, { input, output }: CallTokens): LanguageModelV4Usage {
  return {
    ...usage,
    inputTokens: { ...usage.inputTokens, total: input },
    outputTokens: { ...usage.outputTokens, total: output },
  };
}

/** No prompt has no tokens: an endpoint that says so does not count. A nonsensical number is none. */
function told(tokens: number | undefined): number | undefined {
  return tokens !== undefined && Number.isFinite(tokens) && tokens > 0 ? Math.ceil(tokens) : undefined;
}
