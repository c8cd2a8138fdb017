/**
 * Plans are generators that yield calls and are given the replies. A model keeps nothing between two calls of it, so each time the plan is run from
 * its beginning with the replies that are in the prompt, up to the first call that has none.
 */
import type { JSONObject, LanguageModelV4FunctionTool } from "@ai-sdk/provider";
import { fitInput } from "./tool_input.ts";

/** A call of a tool. */
export interface Call {
  readonly tool: string;
  readonly input: JSONObject;
}

/** What came of a call. `input` is what the tool was given, which the bounds of its schema may have changed. */
export type Reply =
  | { readonly state: "done"; readonly output: JSONObject; readonly input?: JSONObject }
  /** The tool could not do it. */
  | { readonly state: "failed"; readonly message: string }
  /** The person did not want it. */
  | { readonly state: "declined" }
  /** It was made, and what came of it is no longer known. */
  | { readonly state: "lost" }
  /** It was not made: there is no such tool, its input would not do, there were too many already, or another call stands in its place. */
  | { readonly state: "absent" | "misfit" | "limit" | "foreign"; readonly tool: string };

/** A call that was made before. */
export interface Made {
  readonly tool: string;
  /** `undefined` where there is none in the prompt. */
  readonly reply: Reply | undefined;
}

/** Calls that may be made at once are yielded together; the replies come in their order. */
export type Plan<Result> = Generator<readonly Call[], Result, readonly Reply[]>;

/** What to do next. */
export type Move =
  | { readonly kind: "call"; readonly calls: readonly (Call & { readonly id: string })[] }
  | { readonly kind: "say"; readonly text: string };

/** More calls than these are too many for one request. */
const MAX_CALLS = 40;

/** A plan ends here: why, as the id of a text, and what has been done before it. */
export class Halt extends Error {
  override readonly name = "Halt";

  constructor(
    readonly reason: string,
    readonly details: Readonly<Record<string, string | number>> = {},
    readonly before = "",
  ) {
    super(reason);
  }
}

/** What a plan is carried out with. */
export interface Desk {
  readonly tools: ReadonlyMap<string, LanguageModelV4FunctionTool>;
  /** Whether tools may still be called. */
  readonly open: boolean;
  readonly made: ReadonlyMap<string, Made>;
  /** The ids of calls begin with it. */
  readonly prefix: string;
}

const NO_RESULT: Reply = { state: "failed", message: "no result" };

/** Runs a plan up to the first calls without reply. The same call is never made twice. */
export function advance(plan: Plan<string>, desk: Desk): Move {
  const ids = new Map<string, string>();
  let step = plan.next([]);
  while (!step.done) {
    const waiting: (Call & { readonly id: string })[] = [];
    const replies = step.value.map((call) => place(call, desk, ids, waiting));
    if (waiting.length > 0) return { kind: "call", calls: waiting };
    step = plan.next(replies);
  }
  return { kind: "say", text: step.value };
}

/** The reply to a call; a call that still has to be made is added to those that wait. */
function place(
  { tool: name, input: wanted }: Call,
  desk: Desk,
  ids: Map<string, string>,
  waiting: (Call & { readonly id: string })[],
): Reply {
  const tool = desk.tools.get(name);
  if (tool === undefined) return { state: "absent", tool: name };
  const input = fitInput(tool, wanted);
  if (input === undefined) return { state: "misfit", tool: name };
  const key = `${name} ${JSON.stringify(input)}`;
  const known = ids.get(key);
  if (known === undefined && ids.size >= MAX_CALLS) return { state: "limit", tool: name };
  const id = known ?? `${desk.prefix}${ids.size + 1}`;
  ids.set(key, id);
  const made = desk.made.get(id);
  if (made !== undefined) {
    // The plan is another one than before: what was said earlier in the conversation is no longer in the prompt.
    if (made.tool !== name) return { state: "foreign", tool: name };
    // A call whose result is not there, though the model is asked again, has none: it is not made a second time.
    return made.reply?.state === "done" ? { ...made.reply, input } : made.reply ?? NO_RESULT;
  }
  if (!desk.open) return { state: "limit", tool: name };
  if (known === undefined) waiting.push({ tool: name, input, id });
  return NO_RESULT;
}

/** One call. */
export function* call(tool: string, input: JSONObject): Plan<Reply> {
  const [reply] = yield [{ tool, input }];
  return reply;
}

/** What a call returned. */
export function* output(tool: string, input: JSONObject): Plan<JSONObject> {
  const reply = yield* call(tool, input);
  if (reply.state === "done") return reply.output;
  throw haltOf(reply);
}

/** Why a plan can't go on after such a reply. */
export function haltOf(reply: Exclude<Reply, { state: "done" }>, before = ""): Halt {
  switch (reply.state) {
    case "failed":
      return new Halt("tool-failed", { message: reply.message }, before);
    case "declined":
      return new Halt("declined", {}, before);
    case "lost":
      return new Halt("lost", {}, before);
    case "absent":
      return new Halt("no-tool", { tool: reply.tool }, before);
    case "misfit":
      return new Halt("misfit", { tool: reply.tool }, before);
    case "limit":
      return new Halt("limit", {}, before);
    case "foreign":
      return new Halt("other-model", {}, before);
  }
}
