import type { Clock, Operation, OperationKind, OperationOf, OperationResults, Transport } from "../../../core/mod.ts";
import { RateLimited } from "../../../core/mod.ts";
import { conversation, short } from "./scripted_transport.ts";

/** When something arrived at the platform, and whether it was taken. */
export interface Arrival {
  readonly at: number;
  readonly what: string;
  readonly chat: string;
  readonly taken: boolean;
}

/** A platform in virtual time: what is sent is some time on its way there and back, and is refused while the platform is closed. */
export class CountingPlatform implements Transport {
  readonly arrivals: Arrival[] = [];
  /** Until when everything is refused, in monotonic milliseconds. */
  closedUntil = -Infinity;

  /** @param latency milliseconds on the way there, and again on the way back, of each operation. */
  constructor(private readonly clock: Clock, private readonly latency: () => number = () => 1) {}

  async perform<K extends OperationKind>(operation: OperationOf<K>): Promise<OperationResults[K]> {
    await this.#travel();
    const now = this.clock.monotonic();
    const taken = now >= this.closedUntil;
    this.arrivals.push({ at: now, what: short(operation), chat: chatOf(operation), taken });
    await this.#travel();
    if (!taken) throw new RateLimited(this.closedUntil - now, "bot");
    return { conversation: conversation(chatOf(operation)), id: "m" } as OperationResults[K];
  }

  /** The most that has arrived in any span of so many milliseconds, of what is asked for. */
  most(window: number, which: (arrival: Arrival) => boolean = () => true): number {
    const times = this.arrivals.filter(which).map(({ at }) => at).toSorted((a, b) => a - b);
    return times.reduce((most, from, index) => {
      const rest = times.slice(index);
      const end = rest.findIndex((at) => at >= from + window);
      return Math.max(most, end === -1 ? rest.length : end);
    }, 0);
  }

  #travel(): Promise<void> {
    return new Promise((resolve) => this.clock.setTimer(this.latency(), resolve));
  }
}

function chatOf(operation: Operation): string {
  return "conversation" in operation ? operation.conversation.chat : "";
}
