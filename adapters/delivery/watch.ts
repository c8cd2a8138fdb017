import type { Operation, RateLimited } from "../../core/mod.ts";

/** Counts and traces what goes through a delivery line. What operations say is none of its business. */
export interface DeliveryWatch {
  /** Somebody asks for an operation: what follows belongs to what they are doing now. */
  ask(operation: Operation): void;
  /** Runs one attempt, counted from 1; its waiting for the platform's rates included. */
  attempt<T>(operation: Operation, attempt: number, perform: () => Promise<T>): Promise<T>;
  /** The platform asked to wait. */
  pause(operation: Operation, error: RateLimited): void;
}
