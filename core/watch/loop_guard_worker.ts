/** The guard's thread: sleeps while nothing of a plugin is under way, and looks once a second while something is. */
import { configureLogs, logger } from "../logs/log.ts";
import { CELLS, type GuardSetup } from "./loop_guard.ts";

/** So many looks in a row without a sign of life are told, and then each time twice as many; a sign comes each second. Not by the clock: a process that was suspended has missed none. */
const FIRST = 5;
const LOOK = 1_000;

addEventListener("message", (event) => {
  if (!(event instanceof MessageEvent)) return;
  const { cells, names, logs }: GuardSetup = event.data;
  configureLogs(logs);
  for (;;) {
    Atomics.wait(cells, CELLS.awake, 0);
    watch(cells, names);
    Atomics.store(cells, CELLS.awake, 0);
    // Something may have come in between.
    if (Atomics.load(cells, CELLS.watched) === 1) Atomics.store(cells, CELLS.awake, 1);
  }
});

/** Returns when nothing is under way any more. */
function watch(cells: Int32Array, names: Uint8Array): void {
  let seen = Atomics.load(cells, CELLS.life);
  for (let looks = 0, next = FIRST;;) {
    Atomics.wait(cells, CELLS.never, 0, LOOK);
    const life = Atomics.load(cells, CELLS.life);
    if (life !== seen) {
      [seen, looks, next] = [life, 0, FIRST];
      if (Atomics.load(cells, CELLS.watched) === 0) return;
    } else if (Atomics.load(cells, CELLS.watched) === 0) return;
    else if (++looks === next) {
      next *= 2;
      tell(looks, nameOf(cells[CELLS.last], names));
    }
  }
}

function tell(looks: number, unit: string): void {
  logger("kernel").error(
    "The event loop has been kept from everybody for {seconds} s and has not come back. Last went in: {unit}. {remedy}",
    {
      seconds: (looks * LOOK) / 1_000,
      unit,
      remedy: "If it stays so, kill the program: what it has accepted is kept.",
    },
  );
}

function nameOf(place: number, names: Uint8Array): string {
  if (place === 0) return "a plugin";
  const rest = names.slice(place);
  return new TextDecoder().decode(rest.subarray(0, rest.indexOf(0)));
}
