/** All places where input comes in. */
import { chatTarget } from "./chat_target.ts";
import { configTarget } from "./config_target.ts";
import { jsonTarget } from "./json_target.ts";
import { mcpTarget } from "./mcp_target.ts";
import { modelTarget } from "./model_target.ts";
import { programTarget } from "./program_target.ts";
import type { InputTarget } from "./target.ts";
import { telegramTargets } from "./telegram_target.ts";
import { terminalTarget } from "./terminal_target.ts";
import { textTargets } from "./text_targets.ts";
import { vaultTarget } from "./vault_target.ts";
import { webTarget } from "./web_target.ts";

export const targets: readonly InputTarget[] = [
  ...textTargets,
  configTarget,
  mcpTarget,
  terminalTarget,
  webTarget,
  jsonTarget,
  programTarget,
  chatTarget,
  modelTarget,
  ...telegramTargets,
  vaultTarget,
];
