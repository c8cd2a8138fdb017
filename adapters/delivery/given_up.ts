/** What does not go out because nobody waits for it any longer, or can. */
import { NotSent, type Operation } from "../../core/mod.ts";
import { describeOperation } from "./addresses.ts";

/** The platform asks to wait for longer than the program will run: given up at once, and tried no more in this run. */
export class PutOff extends NotSent {
  /** Names the operation. */
  constructor(operation: Operation) {
    super(`${describeOperation(operation)} has to wait, as the platform asks, until after the program's end.`);
  }
}

/** Whoever asked for it has given it up. @param waited for what it was waiting. */
export function givenUp(operation: Operation, reason: unknown, waited = "to be sent"): NotSent {
  return new NotSent(`${describeOperation(operation)} was given up while it waited ${waited}.`, { cause: reason });
}
