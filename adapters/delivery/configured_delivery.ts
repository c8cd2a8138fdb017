/** What the program makes of how delivery is configured. */
import { type DeliverySettings, logger } from "../../core/mod.ts";
import type { DeliveryOptions } from "./deliver.ts";
import { openTelemetry } from "./telemetry.ts";

/** How every adapter delivers, as configured; counted and traced where Deno exports that. */
export async function watchedDelivery(
  settings: DeliverySettings,
): Promise<DeliverySettings & Pick<DeliveryOptions, "watch">> {
  const watch = await openTelemetry();
  return { ...settings, ...(watch && { watch }) };
}

/**
 * The seed of failures made on purpose; one that nobody has chosen is told, so that the same can be had again.
 *
 * @param given what `--chaos` was given: nothing where it is empty, and no failures where it is `undefined`.
 */
export function chooseChaos(given: string | undefined): string | undefined {
  if (given !== "") return given;
  const seed = String(crypto.getRandomValues(new Uint16Array(1))[0]);
  logger("delivery").warn("Sending fails now and then, on purpose; --chaos={seed} does the same again.", { seed });
  return seed;
}
