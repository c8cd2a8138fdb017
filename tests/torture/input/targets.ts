/** All places where input comes in. */
import type { InputTarget } from "./target.ts";
import { textTargets } from "./text_targets.ts";

export const targets: readonly InputTarget[] = [...textTargets];
