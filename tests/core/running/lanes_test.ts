import { assert, assertEquals, assertFalse } from "@std/assert";
import fc from "fast-check";
import { Lanes, type LaneTurn } from "../../../core/running/lanes.ts";
import { settle } from "../../support/clock.ts";

const WIDE = { concurrency: 100, perAccount: 100 };

/** A job that notes its start and end and lasts until it is let go. */
function script(log: string[]) {
  const gates = new Map<string, PromiseWithResolvers<void>>();
  return {
    job: (name: string) => async () => {
      log.push(`${name} starts`);
      const gate = Promise.withResolvers<void>();
      gates.set(name, gate);
      await gate.promise;
      log.push(`${name} ends`);
    },
    end: async (name: string) => {
      gates.get(name)?.resolve();
      await settle();
    },
  };
}

Deno.test("jobs of one lane run one after the other, in the order they came", async () => {
  const log: string[] = [];
  const { job, end } = script(log);
  const lanes = new Lanes(WIDE);
  lanes.push("a", "x", job("1"));
  lanes.push("a", "x", job("2"));
  assertEquals(log, ["1 starts"]);
  await end("1");
  assertEquals(log, ["1 starts", "1 ends", "2 starts"]);
});

Deno.test("a slow lane holds up no other", () => {
  const log: string[] = [];
  const { job } = script(log);
  const lanes = new Lanes(WIDE);
  lanes.push("a", "x", job("slow"));
  lanes.push("b", "x", job("other"));
  assertEquals(log, ["slow starts", "other starts"]);
});

Deno.test("a job that throws does not stop its lane", async () => {
  const log: string[] = [];
  const lanes = new Lanes(WIDE);
  lanes.push("a", "x", () => Promise.reject(new Error("broken")));
  lanes.push("a", "x", () => void log.push("next"));
  await lanes.whenIdle();
  assertEquals(log, ["next"]);
});

Deno.test("no more jobs run at once than the bound, and those that wait go on in their order", async () => {
  const log: string[] = [];
  const { job, end } = script(log);
  const lanes = new Lanes({ concurrency: 1, perAccount: 9 });
  lanes.push("a", "x", job("1"));
  lanes.push("b", "y", job("2"));
  lanes.push("c", "z", job("3"));
  assertEquals(log, ["1 starts"]);
  await end("1");
  await end("2");
  assertEquals(log, ["1 starts", "1 ends", "2 starts", "2 ends", "3 starts"]);
});

Deno.test("one account's many lanes leave room for the others", () => {
  const log: string[] = [];
  const { job } = script(log);
  const lanes = new Lanes({ concurrency: 10, perAccount: 2 });
  for (const lane of ["a", "b", "c", "d"]) lanes.push(lane, "greedy", job(lane));
  lanes.push("e", "modest", job("e"));
  assertEquals(log, ["a starts", "b starts", "e starts"]);
});

Deno.test("a turn that leaves lets the next go on, and comes back before what waits", async () => {
  const log: string[] = [];
  const lanes = new Lanes(WIDE);
  const answer = Promise.withResolvers<void>();
  const second = Promise.withResolvers<void>();
  lanes.push("a", "x", async (turn) => {
    lanes.leave(turn);
    log.push("asks");
    await answer.promise;
    await lanes.resume(turn);
    log.push("goes on");
  });
  lanes.push("a", "x", async () => {
    log.push("second");
    await second.promise;
  });
  lanes.push("a", "x", () => void log.push("third"));
  assertEquals(log, ["asks", "second"]);
  answer.resolve();
  await settle();
  assertEquals(log, ["asks", "second"]);
  second.resolve();
  await lanes.whenIdle();
  assertEquals(log, ["asks", "second", "goes on", "third"]);
});

Deno.test("a parked turn gives its room to other lanes but keeps its own", async () => {
  const log: string[] = [];
  const lanes = new Lanes({ concurrency: 1, perAccount: 1 });
  const answer = Promise.withResolvers<void>();
  lanes.push("a", "x", async (turn) => {
    lanes.park(turn);
    await answer.promise;
    await lanes.resume(turn);
    log.push("goes on");
  });
  lanes.push("a", "x", () => void log.push("behind"));
  lanes.push("b", "x", () => void log.push("elsewhere"));
  await settle();
  assertEquals(log, ["elsewhere"]);
  answer.resolve();
  await lanes.whenIdle();
  assertEquals(log, ["elsewhere", "goes on", "behind"]);
});

Deno.test("a job that ends while it is away leaves the lane to the one that runs there", async () => {
  const log: string[] = [];
  const { job, end } = script(log);
  const lanes = new Lanes(WIDE);
  const [question, answer] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  lanes.push("a", "x", async (turn) => {
    await question.promise;
    lanes.leave(turn);
    await answer.promise;
  });
  lanes.push("a", "x", job("2"));
  lanes.push("a", "x", job("3"));
  question.resolve();
  await settle();
  answer.resolve();
  await settle();
  assertEquals(log, ["2 starts"]);
  await end("2");
  assertEquals(log, ["2 starts", "2 ends", "3 starts"]);
  await end("3");
});

Deno.test("a job that ends while it is away leaves nothing behind", async () => {
  const lanes = new Lanes(WIDE);
  lanes.push("a", "x", (turn) => (lanes.leave(turn), Promise.reject(new Error("gave up"))));
  lanes.push("b", "x", (turn) => (lanes.park(turn), Promise.reject(new Error("gave up"))));
  await lanes.whenIdle();
  assertEquals([lanes.running, lanes.queued, lanes.size], [0, 0, 0]);
});

Deno.test("ten thousand lanes that wait for room need no stack", async () => {
  const lanes = new Lanes({ concurrency: 1, perAccount: 1 });
  const gate = Promise.withResolvers<void>();
  let run = 0;
  lanes.push("first", "x", () => gate.promise);
  for (let lane = 0; lane < 10_000; lane++) lanes.push(`${lane}`, `${lane}`, () => void run++);
  gate.resolve();
  await lanes.whenIdle();
  assertEquals(run, 10_000);
});

Deno.test("after stop nothing starts and what runs goes on to its end", async () => {
  const log: string[] = [];
  const { job, end } = script(log);
  const lanes = new Lanes(WIDE);
  lanes.push("a", "x", job("1"));
  lanes.push("a", "x", job("2"));
  lanes.stop();
  lanes.push("b", "x", job("3"));
  await end("1");
  await lanes.whenIdle();
  assertEquals(log, ["1 starts", "1 ends"]);
});

Deno.test("a turn that waits to come back when all is stopped still gets its lane", async () => {
  const log: string[] = [];
  const { job, end } = script(log);
  const lanes = new Lanes(WIDE);
  const answer = Promise.withResolvers<void>();
  lanes.push("a", "x", async (turn) => {
    lanes.leave(turn);
    await answer.promise;
    await lanes.resume(turn);
    log.push("goes on");
  });
  lanes.push("a", "x", job("2"));
  lanes.push("a", "x", job("3"));
  answer.resolve();
  await settle();
  lanes.stop();
  await end("2");
  await lanes.whenIdle();
  assertEquals(log, ["2 starts", "2 ends", "goes on"]);
});

Deno.test("a lane is free only when a job pushed to it would start at once", async () => {
  const lanes = new Lanes({ concurrency: 1, perAccount: 1 });
  assert(lanes.isFree("a"));
  const gate = Promise.withResolvers<void>();
  lanes.push("a", "x", () => gate.promise);
  assertFalse(lanes.isFree("a"));
  assertFalse(lanes.isFree("b"));
  gate.resolve();
  await lanes.whenIdle();
  assert(lanes.isFree("a"));
  lanes.stop();
  assertFalse(lanes.isFree("a"));
});

/** What a random job does between its start and its end. */
type Behaviour = "sync" | "async" | "leave" | "park" | "throw";

Deno.test("for random jobs order is kept in each lane, bounds hold, everything runs once, and nothing is left", async () => {
  const behaviour = fc.constantFrom<Behaviour>("sync", "async", "leave", "park", "throw");
  const jobs = fc.array(fc.record({ lane: fc.nat(4), account: fc.nat(3), behaviour }), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(
      jobs,
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 3 }),
      async (jobs, concurrency, perAccount) => {
        const lanes = new Lanes({ concurrency, perAccount });
        const started = new Map<number, number[]>();
        const holding = new Map<number, number>();
        let most = 0;
        const act = async (behaviour: Behaviour, lane: number, turn: LaneTurn) => {
          if (behaviour === "throw") throw new Error("broken");
          if (behaviour === "leave") lanes.leave(turn);
          if (behaviour === "park") {
            lanes.park(turn);
          }
          if (behaviour !== "leave") {
            holding.set(lane, (holding.get(lane) ?? 0) + 1);
            assertEquals(holding.get(lane), 1, "two jobs held one lane");
          }
          await Promise.resolve();
          if (behaviour !== "leave") holding.set(lane, 0);
          await lanes.resume(turn);
        };
        for (const [index, { lane, account, behaviour }] of jobs.entries()) {
          lanes.push(`${lane}`, `${account}`, (turn) => {
            started.set(lane, [...started.get(lane) ?? [], index]);
            if (behaviour !== "park") most = Math.max(most, lanes.running);
            return behaviour === "sync" ? undefined : act(behaviour, lane, turn);
          });
        }
        await lanes.whenIdle();
        for (const indices of started.values()) assertEquals(indices, indices.toSorted((a, b) => a - b));
        assertEquals([...started.values()].flat().length, jobs.length);
        // Parked turns come back over the bound, one for each lane at the most.
        assert(most <= concurrency + 5, `${most} ran at once`);
        assertEquals([lanes.running, lanes.queued, lanes.size], [0, 0, 0]);
      },
    ),
  );
});
