import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { BackgroundTaskManager, TaskExists, TasksNotRunning } from "../../../core/tasks/background_tasks.ts";
import { Deadlines } from "../../../core/tasks/deadlines.ts";
import { InvalidDuration } from "../../../core/duration.ts";
import {
  captureLogs,
  controlRun,
  plainTask,
  runUntilAborted,
  settle,
  startTasks,
  TestClock,
} from "../../support/mod.ts";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const start = Date.UTC(2026, 0, 1);

Deno.test("start is idempotent, and isRunning says what holds", async () => {
  const clock = new TestClock();
  const tasks = new BackgroundTaskManager(clock, new Deadlines(clock));
  assertEquals(tasks.isRunning, false);
  tasks.start();
  tasks.start();
  assertEquals(tasks.isRunning, true);
  tasks.register("a", runUntilAborted, plainTask());
  tasks.start();
  assertEquals(tasks.list().map(({ id, status }) => [id, status]), [["a", "running"]]);
  assertEquals(await tasks.stop(), []);
  assertEquals(tasks.isRunning, false);
});

Deno.test("registering is refused before start and after stop", async () => {
  const clock = new TestClock();
  const tasks = new BackgroundTaskManager(clock, new Deadlines(clock));
  const error = assertThrows(() => tasks.register("a", () => {}, plainTask()), TasksNotRunning, "Call start() first");
  assertEquals([error.code, error.id], ["tasks_not_running", "a"]);
  tasks.start();
  await tasks.stop();
  assertThrows(() => tasks.register("a", () => {}, plainTask()), TasksNotRunning);
  assertEquals(tasks.list(), []);
});

Deno.test("after stop the manager starts anew, with no task but its history", async () => {
  const { tasks, clock } = startTasks();
  let runs = 0;
  tasks.register("a", () => void runs++, plainTask({ every: "1s" }));
  await tasks.stop();
  tasks.start();
  await clock.advance(10 * second);
  assertEquals(runs, 0);
  tasks.register("a", () => void runs++, plainTask({ every: "1s" }));
  await clock.advance(1 * second);
  assertEquals(runs, 1);
  assertEquals(tasks.list().map(({ status }) => status), ["scheduled", "cancelled"]);
});

Deno.test("stop aborts every signal and resolves as soon as all have ended", async () => {
  const { tasks, clock } = startTasks();
  const signals: AbortSignal[] = [];
  for (const id of ["a", "b"]) {
    tasks.register(id, (task) => {
      signals.push(task.signal);
      return runUntilAborted(task);
    }, plainTask());
  }
  tasks.register("waiting", () => {}, plainTask({ every: "1h" }));
  await settle();
  assertEquals(signals.map(({ aborted }) => aborted), [false, false]);
  assertEquals(await tasks.stop({ deadline: hour }), []);
  assertEquals(signals.map(({ aborted }) => aborted), [true, true]);
  assertEquals(tasks.list().map(({ status }) => status), ["cancelled", "cancelled", "cancelled"]);
  assertEquals(clock.pending, 0);
});

Deno.test("stop returns at its deadline the ids of those that have not ended", async () => {
  const { tasks, clock } = startTasks();
  const stuck = controlRun();
  const slow = controlRun();
  tasks.register("stuck", stuck.run, plainTask());
  tasks.register("slow", slow.run, plainTask());
  tasks.register("obedient", runUntilAborted, plainTask());
  await settle();
  let stragglers: string[] | undefined;
  const stopped = tasks.stop({ deadline: 500 }).then((ids) => stragglers = ids);
  clock.setTimer(499, slow.end);
  await clock.advance(499);
  assertEquals(stragglers, undefined);
  await clock.advance(1);
  assertEquals(stragglers, ["stuck"]);
  await stopped;
  stuck.end();
  await settle();
  assertEquals(await tasks.stop(), []);
  assertEquals(clock.pending, 0);
});

Deno.test("stop waits 10 s by default", async () => {
  const { tasks, clock } = startTasks();
  const stuck = controlRun();
  tasks.register("stuck", stuck.run, plainTask());
  await settle();
  const stopped = tasks.stop();
  assertEquals(clock.next, 10 * second);
  await clock.advance(10 * second);
  assertEquals(await stopped, ["stuck"]);
  stuck.end();
});

Deno.test("stop names unregistered tasks that still run, each id once", async () => {
  const { tasks, clock } = startTasks();
  const old = controlRun();
  const young = controlRun();
  tasks.register("a", old.run, plainTask());
  await settle();
  tasks.unregister("a");
  tasks.register("a", young.run, plainTask());
  await settle();
  const stopped = tasks.stop({ deadline: 1 });
  await clock.advance(1);
  assertEquals(await stopped, ["a"]);
  old.end();
  young.end();
});

Deno.test("stop comes to its end although the deadlines were stopped before", async () => {
  const { tasks, clock, deadlines } = startTasks();
  const stuck = controlRun();
  tasks.register("stuck", stuck.run, plainTask());
  await settle();
  deadlines.stop();
  const stopped = tasks.stop({ deadline: 5 });
  await clock.advance(5);
  assertEquals(await stopped, ["stuck"]);
  stuck.end();
});

Deno.test("two stops at once both wait and agree", async () => {
  const { tasks, clock } = startTasks();
  const slow = controlRun();
  tasks.register("slow", slow.run, plainTask());
  await settle();
  const both = Promise.all([tasks.stop({ deadline: 10 }), tasks.stop({ deadline: 10 })]);
  await clock.advance(10);
  assertEquals(await both, [["slow"], ["slow"]]);
  slow.end();
});

Deno.test("the manager can be started again while a stop still waits, and the stop touches nothing new", async () => {
  const { tasks, clock } = startTasks();
  const stuck = controlRun();
  tasks.register("stuck", stuck.run, plainTask());
  await settle();
  const stopped = tasks.stop({ deadline: 100 });
  tasks.start();
  tasks.register("new", runUntilAborted, plainTask());
  await clock.advance(100);
  assertEquals(await stopped, ["stuck"]);
  assertEquals(tasks.list().map(({ id, status }) => [id, status]), [["new", "running"], ["stuck", "cancelled"]]);
  stuck.end();
  await tasks.stop();
});

Deno.test("a task with no schedule runs at once, once, and is completed", async () => {
  const { tasks, clock } = startTasks();
  const { run, contexts, end } = controlRun();
  const handle = tasks.register("a", run, { description: "Says hello", owner: "tests", userId: "u1" });
  assertEquals(handle.id, "a");
  const info = {
    id: "a",
    description: "Says hello",
    owner: "tests",
    userId: "u1",
    runs: 1,
    startedAt: start,
    children: [],
  };
  assertEquals(tasks.list(), [{ ...info, status: "running" }]);
  await clock.advance(5 * second);
  assertEquals(contexts.map(({ id, signal }) => [id, signal.aborted]), [["a", false]]);
  end();
  await handle.ended;
  assertEquals(tasks.list(), [{ ...info, status: "completed", endedAt: start + 5 * second }]);
  await clock.advance(hour);
  assertEquals(contexts.length, 1);
});

Deno.test("whoever registers a task holds its handle before it runs, and can still take it back", async () => {
  const { tasks } = startTasks();
  let ran = false;
  const handle = tasks.register("a", () => void (ran = true), plainTask());
  await handle.cancel();
  assertEquals([ran, tasks.list()[0].status], [false, "cancelled"]);
});

Deno.test("an id that is live is refused; one that has ended is free", async () => {
  const { tasks } = startTasks();
  const first = controlRun();
  const handle = tasks.register("a", first.run, plainTask());
  const error = assertThrows(() => tasks.register("a", () => {}, plainTask()), TaskExists, 'a task "a" already');
  assertEquals([error.code, error.id], ["task_exists", "a"]);
  tasks.register("waiting", () => {}, plainTask({ every: "1h" }));
  assertThrows(() => tasks.register("waiting", () => {}, plainTask()), TaskExists);
  first.end();
  await handle.ended;
  await tasks.register("a", () => {}, plainTask()).ended;
  assertEquals(tasks.list().map(({ id, status }) => [id, status]), [
    ["waiting", "scheduled"],
    ["a", "completed"],
    ["a", "completed"],
  ]);
});

Deno.test("a wrong schedule is refused and registers nothing", () => {
  const { tasks } = startTasks();
  assertThrows(() => tasks.register("a", () => {}, plainTask({ every: "often" })), InvalidDuration);
  assertEquals(tasks.list(), []);
});

for (
  const [how, run] of [
    ["at once", () => {
      throw new Error("out of ink");
    }],
    ["later", () => Promise.reject(new Error("out of ink"))],
    ["with no error", () => Promise.reject("out of ink")],
  ] as const
) {
  Deno.test(`a task that fails ${how} is failed, with its error, and nothing is thrown`, async () => {
    const { tasks, clock } = startTasks();
    const handle = tasks.register("a", run, plainTask());
    await handle.ended;
    const [{ status, lastError, runs, endedAt }] = tasks.list();
    assertEquals([status, lastError, runs, endedAt], ["failed", "out of ink", 1, start]);
    await clock.advance(hour);
    assertEquals(tasks.list().length, 1);
  });
}

Deno.test("unregister never throws: a task live, waiting, finished, failing or unknown", async () => {
  const { tasks } = startTasks();
  tasks.register("live", runUntilAborted, plainTask());
  tasks.register("waiting", () => {}, plainTask({ at: start + hour }));
  await tasks.register("finished", () => {}, plainTask()).ended;
  await tasks.register("failed", () => Promise.reject(new Error("no")), plainTask()).ended;
  tasks.register("failing", async ({ signal }) => {
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    throw new Error("worse");
  }, plainTask());
  await settle();
  assertEquals(
    ["live", "waiting", "finished", "failed", "failing", "unknown", "live"].map((id) => tasks.unregister(id)),
    [true, true, false, false, true, false, false],
  );
  await settle();
  assertEquals(Object.fromEntries(tasks.list().map(({ id, status }) => [id, status])), {
    live: "cancelled",
    waiting: "cancelled",
    finished: "completed",
    failed: "failed",
    failing: "cancelled",
  });
});

Deno.test("unregister aborts the signal; failing with the abort is no failure", async () => {
  const { tasks } = startTasks();
  let reason: unknown;
  const handle = tasks.register("a", async (task) => {
    try {
      await runUntilAborted(task);
    } catch (error) {
      reason = error;
      throw error;
    }
  }, plainTask());
  await settle();
  tasks.unregister("a");
  await handle.ended;
  assert(reason instanceof DOMException && reason.name === "AbortError");
  assertEquals([tasks.list()[0].status, tasks.list()[0].lastError], ["cancelled", undefined]);
});

Deno.test("an id is free right after unregister, and the late end of the old task cannot touch the new one", async () => {
  for (const ending of ["end", "fail"] as const) {
    const { tasks } = startTasks();
    const old = controlRun();
    const young = controlRun();
    const oldHandle = tasks.register("a", old.run, plainTask());
    await settle();
    tasks.unregister("a");
    const youngHandle = tasks.register("a", young.run, plainTask({ userId: "young" }));
    await settle();
    old.contexts[0].report([{ id: "x", description: "from the grave", startedAt: 0 }]);
    if (ending === "end") old.end();
    else old.fail(new Error("too late"));
    await oldHandle.ended;
    await oldHandle.cancel();
    const live = tasks.list()[0];
    assertEquals([live.userId, live.status, live.lastError, live.children], ["young", "running", undefined, []]);
    assertEquals(young.contexts[0].signal.aborted, false);
    young.end();
    await youngHandle.ended;
    assertEquals(tasks.list()[0].status, "completed");
  }
});

Deno.test("a task may unregister itself and register its successor", async () => {
  const { tasks } = startTasks();
  const handle = tasks.register("a", () => {
    tasks.unregister("a");
    tasks.register("a", runUntilAborted, plainTask({ userId: "successor" }));
  }, plainTask());
  await handle.ended;
  assertEquals(tasks.list().map(({ userId, status }) => [userId, status]), [
    ["successor", "running"],
    [undefined, "cancelled"],
  ]);
  await tasks.stop();
});

Deno.test("cancel resolves when the run has ended, not before", async () => {
  const { tasks } = startTasks();
  const { run, end } = controlRun();
  const handle = tasks.register("a", run, plainTask());
  await settle();
  let cancelled = false;
  const done = handle.cancel().then(() => cancelled = true);
  await settle();
  assertEquals([cancelled, tasks.list()[0].status], [false, "cancelled"]);
  end();
  await done;
  await handle.cancel();
});

Deno.test("a task cancelled between its runs has ended at once and costs no timer", async () => {
  const { tasks, clock, deadlines } = startTasks();
  const handle = tasks.register("a", () => {}, plainTask({ every: "1s" }));
  assertEquals([deadlines.size, clock.pending], [1, 1]);
  await handle.cancel();
  assertEquals([deadlines.size, clock.pending], [0, 0]);
});

Deno.test("finished tasks stay in a bounded history, the newest first, after the live ones", async () => {
  const { tasks } = startTasks({ historySize: 3 });
  tasks.register("live", runUntilAborted, plainTask());
  for (const id of ["a", "b", "c", "d", "e"]) await tasks.register(id, () => {}, plainTask()).ended;
  assertEquals(tasks.list().map(({ id }) => id), ["live", "e", "d", "c"]);
  await tasks.stop();
});

Deno.test("a thousand tasks registered and unregistered leave no timer and no live task behind", async () => {
  const { tasks, clock, deadlines } = startTasks({ historySize: 10 });
  for (let count = 0; count < 1_000; count++) {
    tasks.register("a", runUntilAborted, plainTask());
    tasks.register("b", () => {}, plainTask({ every: "1m" }));
    tasks.unregister("a");
    tasks.unregister("b");
  }
  await settle();
  assertEquals([clock.pending, deadlines.size, tasks.list().length], [0, 0, 10]);
  assertStrictEquals(tasks.list().every(({ status }) => status === "cancelled"), true);
});

Deno.test("what list returns is a picture: later changes don't show in it", async () => {
  const { tasks } = startTasks();
  const { run, end } = controlRun();
  const handle = tasks.register("a", run, plainTask());
  const before = tasks.list();
  end();
  await handle.ended;
  assertEquals(before[0].status, "running");
});

Deno.test("stragglers are logged by name", async () => {
  const lines = await captureLogs(async () => {
    const { tasks, clock } = startTasks();
    const stuck = controlRun();
    tasks.register("stuck", stuck.run, plainTask());
    await settle();
    const stopped = tasks.stop({ deadline: 50 });
    await clock.advance(50);
    await stopped;
    stuck.end();
    await settle();
  });
  assert(
    lines.some(({ level, message }) =>
      level === "warning" && message.includes("50 ms") && message.includes('["stuck"]')
    ),
  );
});
