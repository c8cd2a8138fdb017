/** Breaking on command. */
import { randomOf } from "../random.ts";

/** What goes wrong with a call. */
export type Fault =
  /** 429; the call is not carried out. With `wholeBot`, everything is refused until then. */
  | { readonly kind: "flood"; readonly retryAfter: number; readonly wholeBot?: boolean }
  /** Another status; `html` answers with a page as a proxy does. Carried out only with `recorded`. */
  | {
    readonly kind: "status";
    readonly code: number;
    readonly description?: string;
    readonly html?: boolean;
    readonly recorded?: boolean;
  }
  /** The connection is reset (or closed in good order, with `gently`), before the call was carried out or, `recorded`, after. */
  | { readonly kind: "reset"; readonly recorded: boolean; readonly gently?: boolean }
  /** Carried out at once, and answered so many milliseconds later. */
  | { readonly kind: "slow"; readonly delay: number }
  /** Never answered. */
  | { readonly kind: "hang"; readonly recorded: boolean }
  /** Carried out; the body ends in the middle, with the connection. */
  | { readonly kind: "truncated" }
  /** Carried out; the body is no JSON. */
  | { readonly kind: "garbage" }
  /** Carried out; answered with JSON of another shape than it should have, such as `null`. */
  | { readonly kind: "shape"; readonly body: string }
  /** Carried out; the answer has so many bytes. Its head does not say how many, unless `announced`. */
  | { readonly kind: "huge"; readonly size: number; readonly announced?: boolean }
  /** Carried out; the answer comes a byte at a time, one in so many milliseconds. */
  | { readonly kind: "drip"; readonly every: number };

/** When something goes wrong. What is not said does not matter. */
export interface FaultRule {
  readonly fault: Fault;
  /** A method's name (in any case) or several. Downloads are the method `file`. Without: all but `getUpdates` and `file`. */
  readonly method?: string | readonly string[];
  readonly chat?: number;
  /** Of each call that fits: 1 by default. */
  readonly probability?: number;
  /** It ends after so many. */
  readonly times?: number;
  /** The first so many that fit stay whole. */
  readonly skip?: number;
  /** Only where a connection is used for the first time, or again. Without a network every call counts as `reused`. */
  readonly connection?: "fresh" | "reused";
}

/** A call, as far as rules look at it. */
export interface FaultTarget {
  readonly method: string;
  readonly chat?: number;
  readonly isReused: boolean;
}

interface ActiveRule extends FaultRule {
  readonly methods: ReadonlySet<string> | undefined;
  met: number;
  done: number;
}

/** Rules in the order in which they were added; the first that fits decides. */
export class Faults {
  #rules: ActiveRule[] = [];
  readonly #random: () => number;

  /** @param seed the same seed and the same calls give the same faults. */
  constructor(seed: number) {
    this.#random = randomOf(seed);
  }

  /** Adds a rule and returns what ends it. */
  add(rule: FaultRule): () => void {
    const methods = rule.method === undefined
      ? undefined
      : new Set([rule.method].flat().map((name) => name.toLowerCase()));
    const active: ActiveRule = { ...rule, methods, met: 0, done: 0 };
    this.#rules.push(active);
    return () => void (this.#rules = this.#rules.filter((other) => other !== active));
  }

  /** All is whole again. */
  clear(): void {
    this.#rules = [];
  }

  /** What goes wrong with this call, if anything. */
  strike(target: FaultTarget): Fault | undefined {
    for (const rule of this.#rules) {
      if (!fits(rule, target)) continue;
      if (rule.met++ < (rule.skip ?? 0)) continue;
      if (rule.done >= (rule.times ?? Infinity)) continue;
      if (this.#random() >= (rule.probability ?? 1)) continue;
      rule.done++;
      return rule.fault;
    }
    return undefined;
  }
}

function fits(rule: ActiveRule, { method, chat, isReused }: FaultTarget): boolean {
  if (rule.methods ? !rule.methods.has(method) : method === "getupdates" || method === "file") return false;
  if (rule.chat !== undefined && rule.chat !== chat) return false;
  return rule.connection === undefined || (rule.connection === "reused") === isReused;
}
