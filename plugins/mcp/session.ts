/** An open connection that knows when it is of no use any more. */
import { type OpenClient, openClient, type Opening } from "./client_opening.ts";
import type { ServerProblem } from "./server_problem.ts";

/** See the file's comment. */
export interface Session extends OpenClient {
  /** Why it is of no use any more. */
  problem?: ServerProblem;
}

/**
 * Opens one. When it rejects, nothing of it is left.
 *
 * @param onBroken is told when one that was opened breaks by itself.
 * @throws {ServerProblem}
 */
export async function openSession(
  opening: Omit<Opening, "onBroken">,
  onBroken: (session: Session, problem: ServerProblem) => void,
): Promise<Session> {
  let session: Session | undefined;
  let early: ServerProblem | undefined;
  const opened = await openClient({
    ...opening,
    onBroken: (problem) => {
      if (session === undefined) early = problem;
      else onBroken(session, problem);
    },
  });
  if (early !== undefined || opening.signal.aborted) {
    await opened.end();
    throw early ?? opening.signal.reason;
  }
  return session = opened;
}
