/** What may happen to a bot on Telegram within two hours. */
import * as fc from "fast-check";
import type { Fault } from "./fake_telegram/mod.ts";

const SECOND = 1_000;
/** How long a history is, in milliseconds. */
export const TWO_HOURS = 2 * 60 * 60 * SECOND;

/** Something that happens. Times are in milliseconds. */
export type Happening =
  | { readonly kind: "act"; readonly times: number }
  | { readonly kind: "tell" }
  | {
    readonly kind: "fault";
    readonly fault: Fault;
    readonly method: string;
    readonly probability: number;
    readonly lasts: number;
  }
  | { readonly kind: "down"; readonly lasts: number }
  | { readonly kind: "ban"; readonly seconds: number }
  | { readonly kind: "die" | "stop"; readonly lasts: number };

const duration = (most: number) => fc.integer({ min: 100, max: most * SECOND });

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
  fc.record({ kind: fc.constant("reset" as const), recorded: fc.boolean(), gently: fc.boolean() }),
  fc.record({ kind: fc.constant("hang" as const), recorded: fc.boolean() }),
  fc.record({ kind: fc.constant("slow" as const), delay: fc.integer({ min: 100, max: 20_000 }) }),
  fc.constantFrom({ kind: "truncated" as const }, { kind: "garbage" as const }),
);

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 20, arbitrary: fc.record({ kind: fc.constant("act" as const), times: fc.integer({ min: 1, max: 6 }) }) },
  { weight: 1, arbitrary: fc.constant({ kind: "tell" as const }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("fault" as const),
      fault: someFault,
      method: fc.constantFrom(
        "sendMessage",
        "sendMessage",
        "editMessageText",
        "setMessageReaction",
        "getUpdates",
        "getFile",
        "file",
        "answerCallbackQuery",
        "getMe",
      ),
      probability: fc.double({ min: 0.05, max: 0.5, noNaN: true }),
      lasts: duration(300),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("down" as const), lasts: duration(120) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("ban" as const), seconds: fc.integer({ min: 1, max: 10 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("die" as const, "stop" as const), lasts: duration(60) }) },
);

/** When it happens, and what. */
export const history = fc.array(fc.tuple(fc.integer({ min: 0, max: TWO_HOURS }), happening), {
  minLength: 300,
  maxLength: 500,
});
