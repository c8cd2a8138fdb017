/** Answers in the parts in which they are sent. */
import type { Answer } from "./answer.ts";
import type { ChatRequest } from "./chat_request.ts";

/** The events of a stream. */
export function* eventsOf(request: ChatRequest, answer: Answer, id: string): Generator<string> {
  const say = (delta: unknown, finish: string | null = null) =>
    event({
      id,
      object: "chat.completion.chunk",
      created: 0,
      model: request.model,
      choices: [{ index: 0, delta, finish_reason: finish }],
    });
  let length = 0;
  yield say({ role: "assistant", content: "" });
  if (answer.reasoning !== undefined) yield say({ reasoning_content: answer.reasoning });
  for (const piece of piecesOf(answer)) {
    length += piece.length;
    yield say({ content: piece });
  }
  for (const [index, call] of (answer.calls ?? []).entries()) {
    const input = inputOf(call.input);
    const half = Math.ceil(input.length / 2);
    const head = { index, id: call.id ?? `${id}-${index}`, type: "function" };
    yield say({ tool_calls: [{ ...head, function: { name: call.name, arguments: input.slice(0, half) } }] });
    yield say({ tool_calls: [{ index, function: { arguments: input.slice(half) } }] });
    length += input.length;
  }
  yield say({}, finishOf(answer));
  const usage = usageOf(request, answer, length);
  if (usage !== undefined) {
    yield event({ id, object: "chat.completion.chunk", created: 0, model: request.model, choices: [], usage });
  }
  yield "data: [DONE]\n\n";
}

/** The pieces of a body that comes as one. */
export function* bodyOf(request: ChatRequest, answer: Answer, id: string): Generator<string> {
  let length = 0;
  yield `{"id":${JSON.stringify(id)},"object":"chat.completion","created":0,"model":${JSON.stringify(request.model)},`;
  yield `"choices":[{"index":0,"message":{"role":"assistant","content":"`;
  for (const piece of piecesOf(answer)) {
    length += piece.length;
    yield JSON.stringify(piece).slice(1, -1);
  }
  const calls = (answer.calls ?? []).map((call, index) => {
    const input = inputOf(call.input);
    length += input.length;
    return { id: call.id ?? `${id}-${index}`, type: "function", function: { name: call.name, arguments: input } };
  });
  const reasoning = answer.reasoning === undefined ? "" : `,"reasoning_content":${JSON.stringify(answer.reasoning)}`;
  const called = calls.length === 0 ? "" : `,"tool_calls":${JSON.stringify(calls)}`;
  yield `"${reasoning}${called}},"finish_reason":${JSON.stringify(finishOf(answer))}}]`;
  const usage = usageOf(request, answer, length);
  yield usage === undefined ? "}" : `,"usage":${JSON.stringify(usage)}}`;
}

/** An event of a stream. */
export function event(data: unknown): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

function piecesOf({ text = [] }: Answer): Iterable<string> {
  return typeof text === "string" ? text.match(/\S*\s*/g)?.filter((piece) => piece !== "") ?? [] : text;
}

function inputOf(input: unknown): string {
  return typeof input === "string" ? input : JSON.stringify(input);
}

function finishOf({ finish, calls = [] }: Answer): string {
  return finish ?? (calls.length > 0 ? "tool_calls" : "stop");
}

function usageOf(request: ChatRequest, { usage }: Answer, length: number): object | undefined {
  if (usage === "none") return undefined;
  const prompt = usage?.prompt ?? Math.ceil(request.messages.map(({ text }) => text).join("\n").length / 4);
  const completion = usage?.completion ?? Math.ceil(length / 4);
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}
