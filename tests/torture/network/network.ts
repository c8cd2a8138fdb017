/** The platform and the network are in trouble of every kind: nothing is lost, doubled, untold or too fast, nothing waits for ever, memory is bounded. */
import { TROUBLED, troubles } from "../../support/telegram_history.ts";
import { liveThrough } from "../histories.ts";
import type { Figure, TortureOptions } from "../torture.ts";
import { torturePause } from "./pause.ts";
import { tortureServices } from "./services.ts";

/** A round is a history of two hours, and a share of everything else. */
export async function tortureNetwork(options: TortureOptions): Promise<readonly Figure[]> {
  return [
    ...await liveThrough(troubles, TROUBLED, options),
    ...await torturePause({ ...options, count: Math.ceil(options.count / 5) }),
    ...await tortureServices({ ...options, count: Math.ceil(options.count / 20) }),
  ];
}
