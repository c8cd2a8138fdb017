import { type Conversation, conversationId } from "@portico/bot";
import type { AgentRun } from "./agent_run.ts";

/** The runs that go on, so that they can be stopped. */
export class ActiveRuns {
  readonly #runs = new Map<string, Set<AgentRun>>();

  /** Keeps a run until the returned function is called. */
  add(account: string, conversation: Conversation, run: AgentRun): () => void {
    const key = keyOf(account, conversation);
    const runs = this.#runs.get(key) ?? new Set();
    this.#runs.set(key, runs.add(run));
    return () => {
      runs.delete(run);
      if (runs.size === 0 && this.#runs.get(key) === runs) this.#runs.delete(key);
    };
  }

  /** Ends what the account has running in the conversation; how many runs that were. */
  stop(account: string, conversation: Conversation): number {
    const runs = this.#runs.get(keyOf(account, conversation)) ?? [];
    let count = 0;
    for (const run of runs) {
      if (run.ending === undefined) count++;
      run.end("stopped", "at once");
    }
    return count;
  }

  /** How many go on. */
  get size(): number {
    return this.#runs.values().reduce((sum, runs) => sum + runs.size, 0);
  }
}

/** Names a conversation of an account. Neither id has a space, so that no two are alike. */
export function keyOf(account: string, conversation: Conversation): string {
  return `${account} ${conversationId(conversation)}`;
}
