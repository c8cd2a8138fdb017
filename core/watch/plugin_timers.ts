// deno-lint-ignore-file portico/clock -- it reads no time: it puts functions around those of the platform
/** Timers and listeners that plugins set by the platform's own functions: whose each is, until it has ended. */
import type { Unit } from "./plugin_watch.ts";

/** What ends early what was set, by what is handed to the platform for that. */
const ends = new Map<number, () => void>();

/**
 * Puts functions around the platform's, for good: outside of plugins they do as before.
 *
 * @param current what of a plugin runs now.
 */
export function watchTimers(current: () => Unit | undefined): void {
  globalThis.setTimeout = watchSetting(globalThis.setTimeout, "setTimeout", current);
  globalThis.setInterval = watchSetting(globalThis.setInterval, "setInterval", current);
  globalThis.clearTimeout = watchClearing(globalThis.clearTimeout);
  globalThis.clearInterval = watchClearing(globalThis.clearInterval);
  watchListeners(current);
}

function watchSetting<F extends (...args: never[]) => unknown>(
  set: F,
  name: string,
  current: () => Unit | undefined,
): F {
  return new Proxy(set, {
    apply: (set, self, args: unknown[]) => {
      const unit = current();
      const [callback, ...rest] = args;
      if (unit === undefined || !isFunction(callback)) return Reflect.apply(set, self, args);
      return setFor(unit, name, callback, (fire) => Reflect.apply(set, self, [fire, ...rest]));
    },
  });
}

function watchClearing<F extends (...args: never[]) => unknown>(clear: F): F {
  return new Proxy(clear, {
    apply: (clear, self, args: unknown[]) => {
      ends.get(Number(args[0]))?.();
      return Reflect.apply(clear, self, args);
    },
  });
}

function setFor(
  { plugin, root }: Unit,
  name: string,
  callback: (...args: unknown[]) => unknown,
  set: (fire: (...args: unknown[]) => void) => unknown,
): unknown {
  let timer: unknown;
  const repeats = name === "setInterval";
  const call = (...args: unknown[]) => {
    if (!repeats) ends.delete(Number(timer));
    return Reflect.apply(callback, globalThis, args);
  };
  const end = plugin.begin({ label: labelOf(name, callback, root), root, repeats }, call, (fire) => {
    timer = set(fire);
    return () => {
      ends.delete(Number(timer));
      clearTimeout(Number(timer));
    };
  });
  ends.set(Number(timer), end);
  return timer;
}

/** Listeners on the global object, by what they listen to. */
function watchListeners(current: () => Unit | undefined): void {
  const heard = new Map<unknown, Map<unknown, () => void>>();
  const forget = (type: unknown, listener: unknown) => {
    const listeners = heard.get(listener);
    listeners?.get(type)?.();
    listeners?.delete(type);
    if (listeners?.size === 0) heard.delete(listener);
  };
  const remove = globalThis.removeEventListener;
  globalThis.addEventListener = new Proxy(globalThis.addEventListener, {
    apply: (add, self, args: unknown[]) => {
      const unit = current();
      const [type, listener, options] = args;
      const label = unit === undefined ? "" : `addEventListener ${String(type)} of ${unit.root}`;
      unit?.plugin.check(label);
      Reflect.apply(add, self, args);
      const isKnown = heard.get(listener)?.has(type) ?? false;
      if (unit === undefined || isKnown || typeof listener !== "function") return;
      const forgetIt = unit.plugin.keep(label, () => {
        forget(type, listener);
        Reflect.apply(remove, self, [type, listener, options]);
      });
      const listeners = heard.get(listener) ?? new Map<unknown, () => void>();
      heard.set(listener, listeners.set(type, forgetIt));
    },
  });
  globalThis.removeEventListener = new Proxy(remove, {
    apply: (target, self, args: unknown[]) => {
      forget(args[0], args[1]);
      return Reflect.apply(target, self, args);
    },
  });
}

function labelOf(name: string, callback: object, root: string): string {
  const called = "name" in callback && typeof callback.name === "string" ? callback.name : "";
  return called === "" ? `${name} of ${root}` : `${name} ${called} of ${root}`;
}

function isFunction(value: unknown): value is (...args: unknown[]) => unknown {
  return typeof value === "function";
}
