/** The whole line against a model: what people have been told must be what the platform has seen. */
import { assert, assertEquals } from "@std/assert";
import * as fc from "fast-check";
import { deliver } from "../../../adapters/delivery/mod.ts";
import {
  DeliveryUnknown,
  NotSent,
  type Operation,
  type OperationKind,
  type OperationOf,
  type OperationResults,
  RateLimited,
  Rejected,
  type SendOperation,
  type Transport,
} from "../../../core/mod.ts";
import { TestClock } from "../../support/mod.ts";
import { conversation, edit, send, waitOn } from "./scripted_transport.ts";

type Fault = "none" | "refused" | "lost there" | "lost back" | "no" | "chat pause" | "bot pause";

/** Performs or fails as it is told, some time after it was asked. */
class FaultyPlatform implements Transport {
  /** What was really performed, in order. */
  readonly performed: Operation[] = [];
  readonly #busy = new Set<string>();
  overtaken = false;

  constructor(private readonly clock: TestClock, private readonly faults: Iterator<readonly [Fault, number]>) {}

  async perform<K extends OperationKind>(operation: OperationOf<K>): Promise<OperationResults[K]> {
    const [fault, latency] = this.faults.next().value;
    const chat = "conversation" in operation ? operation.conversation.chat : "";
    if (chat !== "" && this.#busy.has(chat)) this.overtaken = true;
    if (chat !== "") this.#busy.add(chat);
    await new Promise<void>((resolve) => this.clock.setTimer(latency, resolve));
    this.#busy.delete(chat);
    if (fault === "none" || fault === "lost back") this.performed.push(operation);
    const error = errorOf(fault, latency);
    if (error) throw error;
    return { conversation: conversation("?"), id: `${this.performed.length}` } as OperationResults[K];
  }
}

function errorOf(fault: Fault, time: number): Error | undefined {
  switch (fault) {
    case "none":
      return undefined;
    case "refused":
      return new NotSent("refused");
    case "lost there":
    case "lost back":
      return new DeliveryUnknown("lost");
    case "no":
      return new Rejected("no");
    case "chat pause":
      return new RateLimited(time * 20, "chat");
    case "bot pause":
      return new RateLimited(time * 20, "bot");
  }
}

const fault = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Fault>("none") },
  {
    weight: 4,
    arbitrary: fc.constantFrom<Fault>("refused", "lost there", "lost back", "no", "chat pause", "bot pause"),
  },
);

const step = fc.record({
  after: fc.nat(300),
  kind: fc.constantFrom("answer" as const, "news" as const, "repeatable" as const, "edit" as const),
  chat: fc.constantFrom("a", "b", "g"),
  abortAfter: fc.option(fc.nat(2_000), { freq: 6 }),
});

function operationOf({ kind, chat }: { kind: "answer" | "news" | "repeatable" | "edit"; chat: string }, n: number) {
  if (kind === "edit") return edit(chat, "m1", `${n}`);
  const message = send(chat, `${n}`, kind === "news" ? "broadcast" : "interactive");
  return kind === "repeatable" ? { ...message, atLeastOnce: true as const } : message;
}

const textOf = (operation: Operation) => "text" in operation ? operation.text ?? "" : "";

Deno.test("whatever fails: order per chat, nothing twice unasked, everybody told the truth, nothing left behind", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 25 }),
      fc.infiniteStream(fc.tuple(fault, fc.nat(120))),
      fc.integer({ min: 1, max: 30 }),
      async (steps, faults, capacity) => {
        const clock = new TestClock();
        const platform = new FaultyPlatform(clock, faults);
        const line = deliver(platform, {
          clock,
          wait: waitOn(clock),
          random: () => 0.5,
          capacity,
          rates: {
            bot: { limit: 5, window: 1_000 },
            private: { limit: 3, window: 3_000 },
            group: { limit: 4, window: 5_000 },
          },
        });
        const outcomes = new Map<string, "done" | Error>();
        const operations = steps.map(operationOf);
        for (const [n, { after, abortAfter }] of steps.entries()) {
          await clock.advance(after);
          const controller = new AbortController();
          if (abortAfter !== null) clock.setTimer(abortAfter, () => controller.abort());
          const operation = operations[n];
          const told = operation.kind === "edit"
            ? line.perform<"edit">(operation, controller.signal)
            : line.perform<"send">(operation, controller.signal);
          told.then(() => outcomes.set(`${n}`, "done"), (error) => outcomes.set(`${n}`, error));
        }
        await clock.advance(3_600_000);
        checkTruth(operations.filter((operation) => operation.kind === "send"), platform, outcomes);
        assertEquals(outcomes.size, steps.length);
        assert(!platform.overtaken);
        assertEquals([line.pending, line.remembered, clock.pending], [0, 0, 0]);
      },
    ),
    { numRuns: 60 },
  );
});

function checkTruth(
  sends: readonly SendOperation[],
  { performed }: FaultyPlatform,
  outcomes: ReadonlyMap<string, "done" | Error>,
): void {
  for (const operation of sends) {
    const times = performed.filter((other) => other.kind === "send" && textOf(other) === operation.text).length;
    const outcome = outcomes.get(operation.text);
    if (!operation.atLeastOnce) assert(times <= 1, "sent twice");
    if (outcome === "done") assert(times >= 1, "said to be sent, and was not");
    // Where nobody knows, either may be; and where it may be repeated, the last attempt says nothing of those before it.
    const isTold = !(outcome instanceof DeliveryUnknown) && !operation.atLeastOnce;
    if (isTold && outcome !== "done") assertEquals(times, 0, "said not to be sent, and was");
  }
  for (const chat of ["a", "b", "g"]) {
    for (const priority of ["interactive", "broadcast"] as const) {
      const order = performed.filter((operation) =>
        operation.kind === "send" && operation.conversation.chat === chat && operation.priority === priority
      ).map((operation) => Number(textOf(operation)));
      assertEquals(order, order.toSorted((a, b) => a - b));
    }
  }
}
