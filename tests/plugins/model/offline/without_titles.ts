import type { Request } from "../../../../plugins/model/offline/request.ts";

/** Requests without what a phrase is as a title: that is the phrase itself, and would stand in each of them twice. */
export function withoutTitles(requests: readonly Request[]): unknown {
  return JSON.parse(JSON.stringify(requests, (key, value) => key === "said" ? undefined : value));
}
