/** What may happen to a bot on Telegram within some hours: to its people, its platform, its network, its process and its clock. */
import * as fc from "fast-check";
import type { Fault, Outage } from "./fake_telegram/mod.ts";
import type { Suspension } from "./machine_clock.ts";

const SECOND = 1_000;
const HOUR = 60 * 60 * SECOND;
const DAY = 24 * HOUR;

/** Something that happens. Times are in milliseconds. */
export type Happening =
  | { readonly kind: "act"; readonly times: number }
  | { readonly kind: "tell" }
  | {
    readonly kind: "fault";
    readonly fault: Fault;
    readonly method: string | readonly string[];
    readonly probability: number;
    readonly lasts: number;
  }
  | { readonly kind: "down"; readonly lasts: number; readonly how: Outage }
  /** Down and up again, all the time. */
  | { readonly kind: "flap"; readonly lasts: number; readonly every: number }
  | { readonly kind: "ban"; readonly seconds: number }
  | { readonly kind: "die" | "stop"; readonly lasts: number }
  | { readonly kind: "set-clock"; readonly by: number }
  | { readonly kind: "suspend"; readonly lasts: number; readonly monotonic: Suspension };

/** When something happens, and what. */
export type History = readonly (readonly [at: number, happening: Happening])[];

const duration = (most: number) => fc.integer({ min: 100, max: most * SECOND });

/** What answers calls when it is no API server, or one that has lost its mind. */
const SHAPES = [
  "null",
  "[]",
  '"ok"',
  "{}",
  '{"ok":true}',
  '{"ok":true,"result":null}',
  '{"ok":true,"result":{"message_id":"seven"}}',
  '{"ok":true,"result":[null,{"update_id":"x"}]}',
  '{"ok":false}',
  '{"ok":false,"error_code":"x","description":5}',
  '{"message":"Log in first","status":401}',
];

const someFault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({
    kind: fc.constant("flood" as const),
    retryAfter: fc.integer({ min: 1, max: 20 }),
    wholeBot: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant("status" as const),
    code: fc.constantFrom(500, 502, 503),
    html: fc.boolean(),
    recorded: fc.boolean(),
  }),
  // The door of a hotel's network, a proxy that wants a password.
  fc.record({
    kind: fc.constant("status" as const),
    code: fc.constantFrom(200, 302, 307, 401, 403, 404, 407, 409, 429),
    html: fc.constant(true),
  }),
  fc.record({ kind: fc.constant("reset" as const), recorded: fc.boolean(), gently: fc.boolean() }),
  fc.record({ kind: fc.constant("hang" as const), recorded: fc.boolean() }),
  fc.record({ kind: fc.constant("slow" as const), delay: fc.integer({ min: 100, max: 20_000 }) }),
  fc.record({ kind: fc.constant("shape" as const), body: fc.constantFrom(...SHAPES) }),
  fc.record({ kind: fc.constant("huge" as const), size: fc.constant(50 * 2 ** 20), announced: fc.boolean() }),
  fc.record({ kind: fc.constant("drip" as const), every: fc.integer({ min: 10, max: 5_000 }) }),
  fc.constantFrom({ kind: "truncated" as const }, { kind: "garbage" as const }),
);

const METHODS = [
  "sendMessage",
  "sendMessage",
  "editMessageText",
  "setMessageReaction",
  "getUpdates",
  "getFile",
  "file",
  "answerCallbackQuery",
  "getMe",
];

const act: fc.Arbitrary<Happening> = fc.record({
  kind: fc.constant("act" as const),
  times: fc.integer({ min: 1, max: 6 }),
});

const death: fc.Arbitrary<Happening> = fc.record({
  kind: fc.constantFrom("die" as const, "stop" as const),
  lasts: duration(60),
});

const trouble: readonly fc.WeightedArbitrary<Happening>[] = [
  { weight: 10, arbitrary: fc.constant({ kind: "tell" as const }) },
  {
    weight: 40,
    arbitrary: fc.record({
      kind: fc.constant("fault" as const),
      fault: someFault,
      method: fc.constantFrom(...METHODS),
      probability: fc.double({ min: 0.05, max: 0.5, noNaN: true }),
      lasts: duration(300),
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constant("down" as const),
      lasts: duration(120),
      how: fc.constantFrom<Outage[]>("refused", "dns", "tls"),
    }),
  },
  // An hour of nothing, and a line that comes and goes.
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("down" as const),
      lasts: fc.constant(HOUR),
      how: fc.constantFrom<Outage[]>("refused", "dns", "tls"),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant("flap" as const), lasts: duration(300), every: duration(5) }),
  },
  // The other end has vanished without a word.
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("fault" as const),
      fault: fc.record({ kind: fc.constant("hang" as const), recorded: fc.boolean() }),
      method: fc.constant(METHODS),
      probability: fc.constant(1),
      lasts: duration(300),
    }),
  },
  { weight: 10, arbitrary: fc.record({ kind: fc.constant("ban" as const), seconds: fc.integer({ min: 1, max: 10 }) }) },
  { weight: 10, arbitrary: death },
];

/** A correction, an hour of daylight saving, a day. */
const JUMPS = [50, 2 * SECOND, 10 * SECOND, 90 * SECOND, HOUR, DAY].flatMap((by) => [by, -by]);

const clock: readonly fc.WeightedArbitrary<Happening>[] = [
  {
    weight: 30,
    arbitrary: fc.record({ kind: fc.constant("set-clock" as const), by: fc.constantFrom(...JUMPS) }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constant("suspend" as const),
      lasts: fc.oneof(duration(20), duration(300), duration(3_600)),
      monotonic: fc.constantFrom<Suspension[]>("stands", "runs"),
    }),
  },
  { weight: 5, arbitrary: death },
];

function historyOf(happenings: readonly fc.WeightedArbitrary<Happening>[], lasts: number, length: number) {
  const some = fc.oneof(
    { weight: 200, arbitrary: act },
    ...happenings.map(({ weight, arbitrary }) => ({
      weight,
      arbitrary,
    })),
  );
  return fc.array(fc.tuple(fc.integer({ min: 0, max: lasts }), some), {
    minLength: Math.round(length * 0.75),
    maxLength: Math.round(length * 1.25),
  });
}

/** How long a history of trouble is, and one of clocks. */
export const TROUBLED = 2 * HOUR;
export const CLOCKED = 4 * HOUR;

/** The platform, the network and the process are in trouble. */
export const troubles: fc.Arbitrary<History> = historyOf(trouble, TROUBLED, 400);
/** The clock is set, and the process suspended. */
export const clocks: fc.Arbitrary<History> = historyOf(clock, CLOCKED, 300);
