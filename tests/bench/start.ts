/** `start`: the whole process, from the command to its end on empty input. */
import { fileURLToPath } from "node:url";
import type { Bench } from "./bench.ts";
import { timeProcess } from "./process.ts";

const config = fileURLToPath(new URL("../../deno.json", import.meta.url));
const peer = fileURLToPath(new URL("./peers/grammy_bot.ts", import.meta.url));

/** Both through `deno task`, both without their first start, which the harness does not count. */
export const bench: Bench = async (stack) => {
  const data = await Deno.makeTempDir({ prefix: "portico-bench-" });
  stack.defer(() => Deno.remove(data, { recursive: true }));
  const task = ["task", "--quiet", "--config", config];
  return [{
    name: "start",
    unit: "ms",
    better: "lower",
    ours: () => timeProcess(Deno.execPath(), [...task, "start", "--data", data]),
    peers: [{
      name: "grammY",
      measure: () => timeProcess(Deno.execPath(), [...task, "--eval", `deno run -A '${peer}'`]),
    }],
    rounds: 15,
  }];
};
