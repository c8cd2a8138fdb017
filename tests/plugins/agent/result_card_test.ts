import { assertEquals } from "@std/assert";
import type { RunOutcome } from "../../../plugins/agent/mod.ts";
import { netChanges, resultCard } from "../../../plugins/agent/result_card.ts";

const speaker = { t: (id: string, args = {}) => `${id}${Object.keys(args).length === 0 ? "" : JSON.stringify(args)}` };

function outcome(parts: Partial<RunOutcome> = {}): RunOutcome {
  return { ending: "done", text: "", changes: [], undo: [], unknown: [], calls: 0, tokens: 0, ...parts };
}

const created = { kind: "created", note: "1", title: "One" } as const;
const changed = { kind: "changed", note: "1", title: "One, renamed" } as const;
const deleted = { kind: "deleted", note: "1", title: "One" } as const;

Deno.test("a note stands in one list only, with its last title", () => {
  assertEquals(netChanges([created, changed]), [{ kind: "created", note: "1", title: "One, renamed" }]);
  assertEquals(netChanges([created, deleted]), []);
  assertEquals(netChanges([changed, deleted]), [deleted]);
  assertEquals(netChanges([deleted, created]), [{ kind: "changed", note: "1", title: "One" }]);
});

Deno.test("what was changed can be opened, where something opens notes", () => {
  const open = (payload: string) => ({ name: "vault.open", payload });
  const { buttons } = resultCard(speaker, outcome({ changes: [created] }), "key", open);
  assertEquals(buttons, [
    [{ text: "undo", action: { name: "agent.undo", payload: "key" } }],
    [{ text: "One", action: { name: "vault.open", payload: "1" } }],
  ]);
});

Deno.test("very many notes are counted, and some named", () => {
  const changes = Array.from({ length: 100 }, (_, at) => ({ ...created, note: `${at}`, title: `*${at}*` }));
  const { text } = resultCard(speaker, outcome({ changes }));
  const lines = text.split("\n");
  assertEquals(lines.slice(0, 4), ["done", "", 'created{"count":100}', "- \\*0\\*"]);
  assertEquals(lines.at(-1), '- more{"count":85}');
});

Deno.test("a run that says nothing and does nothing still has a result", () => {
  assertEquals(resultCard(speaker, outcome()).text, "done");
});
