/** What becomes of a group that goes on as another chat. */
import { assertEquals, assertRejects } from "@std/assert";
import { logger, StoreError } from "../../../core/mod.ts";
import { MovingGroups } from "../../../adapters/telegram/moving_groups.ts";

const MOVE = { from: "-1", to: "-100" };

/** An inbox that refuses so often, for this reason. */
function inboxOf(refusals: number, code: StoreError["code"]) {
  const moves: string[] = [];
  return {
    moves,
    move: (from: string, to: string) => {
      moves.push(`${from} ${to}`);
      return moves.length > refusals ? Promise.resolve() : Promise.reject(new StoreError(code, "no"));
    },
  };
}

for (const code of ["unusable", "closed", "ended"] as const) {
  Deno.test(`what comes behind a move fails where it can't be stored now (${code}), and the next one tries again`, async () => {
    const groups = new MovingGroups(logger("test"));
    const inbox = inboxOf(1, code);
    groups.follow(MOVE, inbox);
    await assertRejects(() => groups.settled(), StoreError);
    await groups.settled();
    groups.follow(MOVE, inbox);
    await groups.settled();
    assertEquals(inbox.moves, ["-1 -100", "-1 -100"]);
  });
}

Deno.test("a move that can never be stored holds up nothing", async () => {
  const groups = new MovingGroups(logger("test"));
  const inbox = inboxOf(1, "newer");
  groups.follow(MOVE, inbox);
  groups.follow({ from: "-2", to: "-200" }, inbox);
  await groups.settled();
  assertEquals(inbox.moves, ["-1 -100", "-2 -200"]);
});
