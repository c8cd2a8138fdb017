import { assertEquals, assertNotStrictEquals } from "@std/assert";
import { secrets } from "../../../core/logs/secrets.ts";
import type { TaskChild, TaskContext } from "../../../core/tasks/background_tasks.ts";
import { captureLogs, controlRun, plainTask, runUntilAborted, settle, startTasks } from "../../support/mod.ts";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const start = Date.UTC(2026, 0, 1);

Deno.test("every: first after one interval, then an interval after each start", async () => {
  const { tasks, clock } = startTasks();
  const runs: number[] = [];
  tasks.register("a", () => void runs.push(clock.monotonic()), plainTask({ every: "30s" }));
  assertEquals(tasks.list()[0], {
    id: "a",
    description: "A task",
    owner: "tests",
    status: "scheduled",
    nextAt: start + 30 * second,
    runs: 0,
    children: [],
  });
  await clock.advance(95 * second);
  assertEquals(runs, [30, 60, 90].map((at) => at * second));
  const [{ startedAt, nextAt, runs: count }] = tasks.list();
  assertEquals([startedAt, nextAt, count], [start + 90 * second, start + 120 * second, 3]);
});

Deno.test("every: runs never overlap; what comes due meanwhile is left out", async () => {
  const { tasks, clock } = startTasks();
  const runs: number[] = [];
  let under = 0;
  tasks.register("a", async () => {
    runs.push(clock.monotonic());
    assertEquals(++under, 1);
    await new Promise<void>((resolve) => clock.setTimer(2_500, resolve));
    under--;
  }, plainTask({ every: 1_000 }));
  await clock.advance(10_000);
  assertEquals(runs, [1_000, 4_000, 7_000, 10_000]);
});

Deno.test("every: a run that fails is told and the next comes as planned", async () => {
  const { tasks, clock } = startTasks();
  let runs = 0;
  tasks.register("a", () => {
    if (++runs === 1) throw new Error("not yet");
  }, plainTask({ every: "1m" }));
  await clock.advance(minute);
  const [info] = tasks.list();
  assertEquals([info.status, info.lastError, info.nextAt], ["scheduled", "not yet", start + 2 * minute]);
  await clock.advance(minute);
  assertEquals([runs, tasks.list()[0].status, tasks.list()[0].lastError], [2, "scheduled", "not yet"]);
});

Deno.test("every: goes by monotonic time, whatever the wall clock does", async () => {
  const { tasks, clock } = startTasks();
  const runs: number[] = [];
  tasks.register("a", () => void runs.push(clock.monotonic()), plainTask({ every: "1m" }));
  clock.setWall(start + 1_000 * hour);
  await clock.advance(minute);
  clock.setWall(start - 1_000 * hour);
  await clock.advance(minute);
  assertEquals(runs, [minute, 2 * minute]);
});

Deno.test("at: runs once at its time and is completed", async () => {
  const { tasks, clock } = startTasks();
  const runs: number[] = [];
  tasks.register("a", () => void runs.push(clock.now()), plainTask({ at: start + 36 * hour }));
  assertEquals([tasks.list()[0].status, tasks.list()[0].nextAt], ["scheduled", start + 36 * hour]);
  await clock.advance(36 * hour - 1);
  assertEquals(runs, []);
  await clock.advance(1);
  assertEquals([runs, tasks.list()[0].status], [[start + 36 * hour], "completed"]);
  assertEquals(clock.pending, 0);
});

Deno.test("at: a time that is past runs at once", async () => {
  const { tasks, clock } = startTasks();
  let runs = 0;
  tasks.register("a", () => void runs++, plainTask({ at: 1 }));
  await clock.advance(0);
  assertEquals([runs, tasks.list()[0].status], [1, "completed"]);
});

Deno.test("at: a wall clock set ahead is noticed within a minute, one set back is waited for", async () => {
  const { tasks, clock } = startTasks();
  const runs: string[] = [];
  tasks.register("ahead", () => void runs.push("ahead"), plainTask({ at: start + 10 * hour }));
  await clock.advance(hour);
  clock.setWall(start + 10 * hour);
  await clock.advance(minute);
  assertEquals(runs, ["ahead"]);
  tasks.register("back", () => void runs.push("back"), plainTask({ at: clock.now() + hour }));
  clock.setWall(clock.now() - hour);
  await clock.advance(2 * hour - 1);
  assertEquals(runs, ["ahead"]);
  await clock.advance(1);
  assertEquals(runs, ["ahead", "back"]);
});

Deno.test("cron: runs at the pattern's times", async () => {
  const { tasks, clock } = startTasks();
  clock.setWall(new Date(2026, 0, 5, 0, 0, 30).getTime());
  const zero = clock.now();
  const runs: number[] = [];
  tasks.register("a", () => void runs.push(clock.now() - zero), plainTask({ cron: "*/20 * * * *" }));
  assertEquals(tasks.list()[0].nextAt, zero + 20 * minute - 30 * second);
  await clock.advance(hour);
  assertEquals(runs, [20, 40, 60].map((minutes) => minutes * minute - 30 * second));
});

Deno.test("cron: times that passed while the wall clock jumped ahead are made up by one run", async () => {
  const { tasks, clock } = startTasks();
  clock.setWall(new Date(2026, 0, 5, 0, 0, 30).getTime());
  let runs = 0;
  tasks.register("a", () => void runs++, plainTask({ cron: "0 * * * *" }));
  clock.setWall(new Date(2026, 0, 5, 8, 30).getTime());
  await clock.advance(minute);
  assertEquals([runs, tasks.list()[0].nextAt], [1, new Date(2026, 0, 5, 9).getTime()]);
});

Deno.test("cron: while it waits, a clock set back far brings the next run forward again", async () => {
  const { tasks, clock } = startTasks();
  clock.setWall(new Date(2026, 0, 5, 7, 59, 30).getTime());
  let runs = 0;
  tasks.register("a", () => void runs++, plainTask({ cron: "0 * * * *" }));
  await clock.advance(minute);
  assertEquals([runs, tasks.list()[0].nextAt], [1, new Date(2026, 0, 5, 9).getTime()]);
  clock.setWall(new Date(2026, 0, 5, 2, 10).getTime());
  await clock.advance(minute);
  assertEquals([runs, tasks.list()[0].nextAt], [1, new Date(2026, 0, 5, 3).getTime()]);
});

Deno.test("any number of scheduled tasks cost one timer", async () => {
  const { tasks, clock } = startTasks();
  for (let count = 1; count <= 100; count++) {
    tasks.register(`a${count}`, () => {}, plainTask({ every: count * second }));
  }
  assertEquals(clock.pending, 1);
  await clock.advance(10 * second);
  assertEquals(clock.pending, 1);
  await tasks.stop();
  assertEquals(clock.pending, 0);
});

Deno.test("no secret is in what a task is said to have failed by", async () => {
  const secret = "task-secret-of-this-test";
  secrets.add(secret);
  const { tasks } = startTasks();
  tasks.register("a", () => Promise.reject(new Error(`The key ${secret} was refused`)), plainTask());
  await settle();
  assertEquals(tasks.list()[0].lastError, "The key *** was refused");
});

Deno.test("restart: a failed task is started again after delays that double from 1 s up to 5 min", async () => {
  const { tasks, clock } = startTasks({ random: () => 1 });
  const runs: number[] = [];
  tasks.register("a", () => {
    runs.push(clock.monotonic());
    throw new Error(`failure ${runs.length}`);
  }, plainTask({ restart: true }));
  await settle();
  const [info] = tasks.list();
  assertEquals([info.status, info.lastError, info.nextAt], ["scheduled", "failure 1", start + second]);
  await clock.advance(2 * hour);
  const delays = runs.slice(1, 13).map((at, index) => (at - runs[index]) / second);
  assertEquals(delays, [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
});

Deno.test("restart: delays have full jitter", async () => {
  const draws = [0.5, 0, 0.25];
  const { tasks, clock } = startTasks({ random: () => draws.shift() ?? 1 });
  const runs: number[] = [];
  tasks.register("a", () => {
    runs.push(clock.monotonic());
    throw new Error("again");
  }, plainTask({ restart: true }));
  await clock.advance(10 * second);
  assertEquals(runs, [0, 500, 500, 1_500, 9_500]);
});

Deno.test("restart: a task that then goes well is completed, its last error and runs still seen", async () => {
  const { tasks, clock } = startTasks({ random: () => 1 });
  let runs = 0;
  const handle = tasks.register("a", () => {
    if (++runs < 3) throw new Error(`failure ${runs}`);
  }, plainTask({ restart: true }));
  await clock.advance(3 * second);
  await handle.ended;
  const [info] = tasks.list();
  assertEquals([info.status, info.runs, info.lastError], ["completed", 3, "failure 2"]);
  assertEquals(clock.pending, 0);
});

Deno.test("restart: failing after a long run counts as a first failure", async () => {
  const { tasks, clock } = startTasks({ random: () => 1 });
  const runs: number[] = [];
  tasks.register("a", async () => {
    runs.push(clock.monotonic());
    if (runs.length === 4) await new Promise<void>((resolve) => clock.setTimer(5 * minute, resolve));
    throw new Error("again");
  }, plainTask({ restart: true }));
  await clock.advance(hour);
  assertEquals(runs.slice(0, 6).map((at) => at / second), [0, 1, 3, 7, 7 + 300 + 1, 7 + 300 + 1 + 2]);
});

Deno.test("restart: a repeated task is tried again before its next run, and never later than that", async () => {
  const { tasks, clock } = startTasks({ random: () => 1 });
  const runs: number[] = [];
  tasks.register("a", () => {
    runs.push(clock.monotonic() / second);
    if (runs.length < 4) throw new Error("again");
  }, plainTask({ every: "3s", restart: true }));
  await clock.advance(17 * second);
  assertEquals(runs, [3, 4, 6, 9, 12, 15]);
});

Deno.test("restart: a task waiting for its restart can be cancelled", async () => {
  const { tasks, clock } = startTasks({ random: () => 1 });
  const handle = tasks.register("a", () => Promise.reject(new Error("no")), plainTask({ restart: true }));
  await settle();
  assertEquals(clock.pending, 1);
  await handle.cancel();
  assertEquals([tasks.list()[0].status, tasks.list()[0].runs, clock.pending], ["cancelled", 1, 0]);
});

Deno.test("each run gets a signal of its own", async () => {
  const { tasks, clock } = startTasks();
  const signals: AbortSignal[] = [];
  tasks.register("a", ({ signal }) => void signals.push(signal), plainTask({ every: "1s" }));
  await clock.advance(2 * second);
  assertNotStrictEquals(signals[0], signals[1]);
});

Deno.test("a task reports its children: a list as it is, a function when somebody looks", async () => {
  const { tasks } = startTasks();
  const { run, contexts, end } = controlRun();
  const handle = tasks.register("a", run, plainTask());
  await settle();
  const children: TaskChild[] = [{ id: "batch:1", description: "Open batch", userId: "u1", startedAt: start }];
  const reported = [...children];
  contexts[0].report(reported);
  reported.pop();
  assertEquals(tasks.list()[0].children, children);
  let asked = 0;
  contexts[0].report(() => {
    asked++;
    return children;
  });
  assertEquals(asked, 0);
  assertEquals(tasks.list()[0].children, children);
  assertEquals(asked, 1);
  end();
  await handle.ended;
  assertEquals(tasks.list()[0].children, []);
  contexts[0].report(children);
  assertEquals(tasks.list()[0].children, []);
});

Deno.test("a repeated task's children end with the run that reported them", async () => {
  const { tasks, clock } = startTasks();
  const contexts: TaskContext[] = [];
  tasks.register("a", (task) => {
    contexts.push(task);
    task.report([{ id: "x", description: "a child", startedAt: clock.now() }]);
  }, plainTask({ every: "1s" }));
  await clock.advance(second);
  assertEquals(tasks.list()[0].children, []);
  contexts[0].report([{ id: "y", description: "late", startedAt: 0 }]);
  assertEquals(tasks.list()[0].children, []);
});

Deno.test("an earlier run cannot report into a later one", async () => {
  const { tasks, clock } = startTasks();
  const contexts: TaskContext[] = [];
  tasks.register("a", (task) => {
    contexts.push(task);
    return contexts.length === 1 ? undefined : runUntilAborted(task);
  }, plainTask({ every: "1s" }));
  await clock.advance(2 * second);
  assertEquals([contexts.length, tasks.list()[0].status], [2, "running"]);
  contexts[0].report([{ id: "x", description: "late", startedAt: 0 }]);
  assertEquals(tasks.list()[0].children, []);
  await tasks.stop();
});

Deno.test("children that cannot be listed do not hide the tasks", async () => {
  const { tasks } = startTasks();
  tasks.register("a", (task) => {
    task.report(() => {
      throw new Error("no idea");
    });
    return runUntilAborted(task);
  }, plainTask());
  await settle();
  const lines = await captureLogs(() => Promise.resolve(assertEquals(tasks.list()[0].children, [])));
  assertEquals(lines.map(({ level, properties }) => [level, properties.id]), [["error", "a"]]);
  await tasks.stop();
});

Deno.test("start, end and failure of every task are logged with its id", async () => {
  const lines = await captureLogs(async () => {
    const { tasks, clock } = startTasks({ random: () => 1 });
    await tasks.register("good", () => {}, plainTask()).ended;
    await tasks.register("bad", () => Promise.reject(new Error("no")), plainTask()).ended;
    tasks.register("again", () => Promise.reject(new Error("no")), plainTask({ restart: true }));
    tasks.register("repeated", () => {}, plainTask({ every: "1m" }));
    await settle();
    tasks.unregister("again");
    await clock.advance(minute);
    await tasks.stop();
  });
  const of = (id: string) =>
    lines.filter(({ properties }) => properties.id === id).map(({ level, message }) => [level, message]);
  assertEquals(of("good"), [["info", "Task good started"], ["info", "Task good completed"]]);
  assertEquals(of("bad"), [["info", "Task bad started"], ["error", "Task bad failed: Error: no"]]);
  assertEquals(of("again"), [
    ["info", "Task again started"],
    ["error", "Task again failed and runs again in 1000 ms: Error: no"],
    ["info", "Task again cancelled"],
  ]);
  assertEquals(of("repeated"), [
    ["info", "Task repeated scheduled"],
    ["debug", "Task repeated started"],
    ["debug", "Task repeated completed a run"],
    ["info", "Task repeated cancelled"],
  ]);
});

Deno.test("a cancelled task that fails otherwise than by the abort is told, one that ends well hardly", async () => {
  const lines = await captureLogs(async () => {
    const { tasks } = startTasks();
    const bad = controlRun();
    const good = controlRun();
    tasks.register("bad", bad.run, plainTask());
    tasks.register("good", good.run, plainTask());
    await settle();
    const stopped = tasks.stop();
    bad.fail(new Error("worse"));
    good.end();
    await stopped;
  });
  const last = lines.slice(-2).map(({ level, message }) => [level, message]);
  assertEquals(last, [
    ["warning", "Task bad failed after it was cancelled: Error: worse"],
    ["debug", "Task good ended after it was cancelled"],
  ]);
});

Deno.test("cron: a clock that is set moves no run without a word", async () => {
  const { tasks, clock } = startTasks();
  tasks.register("a", () => {}, plainTask({ cron: "0 * * * *" }));
  const lines = await captureLogs(async () => {
    await clock.advance(30 * minute);
    clock.setWall(clock.now() - 24 * hour);
    await clock.advance(2 * minute);
    clock.setWall(clock.now() + 10 * hour);
    await clock.advance(2 * minute);
  });
  const told = lines.filter(({ message }) => /clock was set/.test(message)).map(({ message }) => message.slice(0, 24));
  assertEquals(told.map((text) => text.replace(/\d.*/, "").replaceAll(/["']/g, "")), [
    "Task a runs in ",
    "Task a runs ",
  ]);
});
