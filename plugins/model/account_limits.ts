import { CachedRecords, type Clock, lazySchema, type RecordKind, type Store } from "@portico/bot";
import { z } from "zod";
import type { ModelUsage, ModelUse } from "./model.ts";
import { ModelError } from "./model_error.ts";

/** Tokens of a call. */
export interface CallTokens {
  readonly input: number;
  readonly output: number;
}

/** What an account has used on a day. */
type UsedTokens = {
  /** As `2026-01-31`, where the bot runs. */
  readonly day: string;
  /** By what they were for. */
  readonly purposes: { readonly [purpose: string]: { readonly input: number; readonly output: number } };
};

const used: RecordKind<UsedTokens> = {
  namespace: "model.used",
  version: 1,
  schema: lazySchema(() =>
    z.object({
      day: z.string(),
      purposes: z.record(z.string(), z.object({ input: z.number(), output: z.number() })),
    })
  ),
};

/** What limits go by. */
export interface LimitSettings {
  readonly callsPerMinute: number;
  readonly tokensPerDay: number;
  readonly priceIn?: number | undefined;
  readonly priceOut?: number | undefined;
}

/** A call that was let in, and what it will have used at least. */
export interface AdmittedCall {
  /** Its tokens are counted in place of those that were held for it. Again, it does nothing. */
  end(tokens: CallTokens): void;
}

const MINUTE = 60_000;
/** Accounts whose day is remembered without asking the store. */
const REMEMBERED = 1_000;

/**
 * What each account may have of the model: so many calls in any minute, and on a day no further call once its tokens are used up. Days are kept over
 * restarts. Tokens of a prompt that is under way count already, so that calls side by side do not pass the limit together; only their answers may.
 */
export class AccountLimits {
  readonly #days: CachedRecords<UsedTokens>;
  /** Monotonic times of the calls of the last minute, by account; those that called last are last. */
  readonly #calls = new Map<string, number[]>();
  /** Tokens of prompts under way. */
  readonly #held = new Map<string, number>();

  /** @param onLost is told when what was used could not be written down. */
  constructor(
    store: Store,
    private readonly clock: Clock,
    private readonly settings: LimitSettings,
    private readonly onLost: (error: unknown) => void,
  ) {
    this.#days = new CachedRecords(store.records(used), REMEMBERED);
  }

  /**
   * Lets a call in.
   *
   * @param prompt tokens that it has at least.
   * @throws {ModelError} `limit`, with the time from which it would be let in.
   */
  async admit({ account, purpose }: ModelUse, prompt: number): Promise<AdmittedCall> {
    const { callsPerMinute, tokensPerDay } = this.settings;
    const tokens = totalOf(await this.#today(account));
    // From here on nothing waits, so that no two calls are let in as one.
    const calls = this.#recent(account);
    if (calls.length >= callsPerMinute) {
      const free = this.clock.now() + calls[calls.length - callsPerMinute] + MINUTE - this.clock.monotonic();
      throw new ModelError("limit", `${account} has made ${calls.length} calls within a minute.`, free);
    }
    const held = this.#held.get(account) ?? 0;
    if (tokens + held >= tokensPerDay) {
      throw new ModelError("limit", `${account} has used ${tokens} tokens today.`, this.#tomorrow());
    }
    calls.push(this.clock.monotonic());
    this.#calls.delete(account);
    this.#calls.set(account, calls);
    this.#held.set(account, held + prompt);
    return { end: this.#ending(account, purpose, prompt) };
  }

  /** What an account has used. */
  async usage(account: string): Promise<ModelUsage> {
    const { callsPerMinute, tokensPerDay, priceIn, priceOut } = this.settings;
    const today = await this.#today(account);
    const { input, output } = sumOf(today);
    const isPriced = priceIn !== undefined || priceOut !== undefined;
    return {
      calls: this.#recent(account).length,
      callsPerMinute,
      tokens: input + output,
      tokensPerDay,
      cost: isPriced ? (input * (priceIn ?? 0) + output * (priceOut ?? 0)) / 1_000_000 : undefined,
      purposes: Object.fromEntries(
        Object.entries(today?.purposes ?? {}).map(([purpose, tokens]) => [purpose, tokens.input + tokens.output]),
      ),
    };
  }

  #ending(account: string, purpose: string, prompt: number): (tokens: CallTokens) => void {
    let ended = false;
    return (tokens) => {
      if (ended) return;
      ended = true;
      // What was held stays so until the day is read with it.
      this.#add(account, purpose, tokens).catch(this.onLost).finally(() => {
        const held = (this.#held.get(account) ?? 0) - prompt;
        if (held > 0) this.#held.set(account, held);
        else this.#held.delete(account);
      });
    };
  }

  async #add(account: string, purpose: string, { input, output }: CallTokens): Promise<void> {
    if (input === 0 && output === 0) return;
    const at = this.clock.now();
    await this.#days.update(account, (old) => {
      const isSame = old !== undefined && isCurrent(old.day, at);
      const { day, purposes } = isSame ? old : { day: dayOf(at), purposes: {} };
      const before = purposes[purpose] ?? { input: 0, output: 0 };
      const now = { input: before.input + input, output: before.output + output };
      return { day, purposes: { ...purposes, [purpose]: now } };
    });
  }

  async #today(account: string): Promise<UsedTokens | undefined> {
    const known = await this.#days.get(account);
    return known !== undefined && isCurrent(known.day, this.clock.now()) ? known : undefined;
  }

  /** The calls of an account in the last minute. Who has made none for that long holds no memory. */
  #recent(account: string): number[] {
    const since = this.clock.monotonic() - MINUTE;
    for (const [idle, calls] of this.#calls) {
      if ((calls.at(-1) ?? 0) > since) break;
      this.#calls.delete(idle);
    }
    return (this.#calls.get(account) ?? []).filter((at) => at > since);
  }

  #tomorrow(): number {
    return new Date(this.clock.now()).setHours(24, 0, 0, 0);
  }
}

/**
 * Whether what was used on this day counts now: on the day itself, and on the one before it, which a clock that was put back comes to once more. Set
 * forth and back each day, it would give what a day has without end. A day far ahead was a mistake of the clock.
 */
function isCurrent(day: string, now: number): boolean {
  return day === dayOf(now) || day === dayOf(new Date(now).setHours(36, 0, 0, 0));
}

function dayOf(now: number): string {
  // This locale writes dates as they sort.
  return new Intl.DateTimeFormat("sv-SE", { dateStyle: "short" }).format(now);
}

function sumOf(day: UsedTokens | undefined): CallTokens {
  return Object.values(day?.purposes ?? {}).reduce(
    (sum, { input, output }) => ({ input: sum.input + input, output: sum.output + output }),
    { input: 0, output: 0 },
  );
}

function totalOf(day: UsedTokens | undefined): number {
  const { input, output } = sumOf(day);
  return input + output;
}
