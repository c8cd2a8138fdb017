/** Reads an answer from the model while it is written. Loaded at the first question, as the AI SDK is. */
import type { LanguageModelV4 } from "@ai-sdk/provider";
import { streamText } from "ai";
import { ModelError } from "../model/mod.ts";
import type { AskPrompt } from "./prompt.ts";

/** What a model has written. */
export interface StreamedAnswer {
  readonly text: string;
  /** It would have gone on. */
  readonly isCut: boolean;
}

/** How an answer is read. */
export interface AnswerReading {
  /** Tokens that it may have. */
  readonly tokens: number;
  readonly signal: AbortSignal;
  /** Called with all that is written so far. */
  readonly onText: (text: string) => void;
}

/** UTF-16 units: who writes more does not know an end, whatever was said of tokens. */
const LONGEST = 20_000;

/**
 * Has the model write an answer.
 *
 * @throws {ModelError} the model failed, or wrote nothing.
 * @throws the signal's reason, once it is aborted.
 */
export async function readAnswer(
  model: LanguageModelV4,
  prompt: AskPrompt,
  { tokens, signal, onText }: AnswerReading,
): Promise<StreamedAnswer> {
  const enough = new AbortController();
  // Retries are the model's own: here nobody knows which of them are safe.
  const { stream } = streamText({
    model,
    ...prompt,
    maxOutputTokens: tokens,
    maxRetries: 0,
    abortSignal: AbortSignal.any([signal, enough.signal]),
    onError: () => {},
  });
  let text = "";
  let isCut = false;
  for await (const part of stream) {
    if (part.type === "error") throw signal.aborted ? signal.reason : part.error;
    if (part.type === "finish") isCut = part.finishReason === "length";
    if (part.type !== "text-delta") continue;
    text += part.text;
    onText(text);
    if (text.length <= LONGEST) continue;
    isCut = true;
    enough.abort(new Error("The answer is long enough."));
    break;
  }
  signal.throwIfAborted();
  if (text.trim() === "") throw new ModelError("broken", "The model wrote no answer.");
  return { text: text.slice(0, LONGEST).toWellFormed(), isCut };
}
