import { logger } from "./log.ts";

/**
 * Logs what nobody has caught, from now on, instead of ending the program: one forgotten await in a plugin must not end everybody's bot, and what
 * was accepted is in the journal anyway.
 */
export function surviveStrayErrors(): void {
  const log = logger("kernel");
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    log.error("Nobody handles a rejection, so some part forgot to await: {error}", { error: event.reason });
  });
  globalThis.addEventListener("error", (event) => {
    event.preventDefault();
    log.error("Something failed outside of every handler: {error}", { error: event.error ?? event.message });
  });
}
