import { NotSent } from "../../core/mod.ts";

/** The platform asks to wait for longer than the program will run: given up at once, and tried no more in this run. */
export class PutOff extends NotSent {}
