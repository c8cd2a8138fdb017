/** Why something did not go through the gate. */
import { NotSent, type Operation } from "../../core/mod.ts";
import { describeOperation } from "./addresses.ts";

/** The platform asks to wait for longer than the program will run: given up at once, and tried no more in this run. */
export class PutOff extends NotSent {}

/** See `PutOff`. */
export function putOff(operation: Operation): PutOff {
  return new PutOff(
    `${describeOperation(operation)} has to wait, as the platform asks, until after the program's end.`,
  );
}

/** Whoever wanted it wants it no more. */
export function givenUp(operation: Operation, signal: AbortSignal): NotSent {
  return new NotSent(`${describeOperation(operation)} was given up while it waited for the platform's rates.`, {
    cause: signal.reason,
  });
}
