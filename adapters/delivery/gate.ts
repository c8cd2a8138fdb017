import type { DeliveryMiddleware, Transport } from "../../core/mod.ts";

/** The gate of a platform without rates, such as a terminal: everything goes through at once. */
export const openGate: DeliveryMiddleware = (next): Transport => next;
