/** The benches there are. Each is loaded when it is asked for. */
import type { Bench } from "./bench.ts";

/** A bench by the name, or the first part of the name, of its figures. */
export const benches: Readonly<Record<string, () => Promise<{ readonly bench: Bench }>>> = {
  agent: () => import("./agent.ts"),
  aggregation: () => import("./aggregation.ts"),
  "ask/retrieval": () => import("./ask_retrieval.ts"),
  dispatch: () => import("./dispatch.ts"),
  start: () => import("./start.ts"),
  telegram: () => import("./telegram.ts"),
  "vault/search": () => import("./vault_search.ts"),
};
