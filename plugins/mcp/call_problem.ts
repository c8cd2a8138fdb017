/** What a server has answered instead of a result. */
import { MCPClientError } from "@ai-sdk/mcp";
import { type Secrets, shorten } from "@portico/bot";
import { ToolError } from "../agent/mod.ts";
import { ServerProblem } from "./server_problem.ts";

/** Of what a server says is wrong with a call, a model is told so many characters. */
const LONGEST = 1_000;

/** That it can't be done, for the model; that the server does not know us any more; `undefined` for what is no answer by the protocol. */
export function answerOf(error: unknown, masks: Pick<Secrets, "redact">): ToolError | ServerProblem | undefined {
  if (error instanceof ToolError) return error;
  if (!MCPClientError.isInstance(error)) return undefined;
  if (error.statusCode === 404) return new ServerProblem("forgotten", "HTTP 404", true);
  if (error.code === undefined) return undefined;
  return new ToolError(`The server says: ${shorten(masks.redact(error.message), LONGEST)}`);
}
