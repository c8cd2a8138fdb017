/** All places where input comes in. */
import { chatTarget } from "./chat_target.ts";
import { jsonTarget } from "./json_target.ts";
import type { InputTarget } from "./target.ts";
import { telegramTargets } from "./telegram_target.ts";
import { textTargets } from "./text_targets.ts";
import { vaultTarget } from "./vault_target.ts";

export const targets: readonly InputTarget[] = [
  ...textTargets,
  chatTarget,
  jsonTarget,
  ...telegramTargets,
  vaultTarget,
];
