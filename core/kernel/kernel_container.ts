/** What the kernel offers to plugins, by the tokens they ask for it with. */
import { Accounts } from "../accounts/accounts.ts";
import { BackgroundTaskManager } from "../tasks/background_tasks.ts";
import { BotPort } from "../chat/bot_port.ts";
import { Clock } from "../clock.ts";
import { DataFolder } from "../config/config_token.ts";
import { Contributions } from "../plugins/contributions.ts";
import { DeadLetters } from "../handling/dead_letters.ts";
import { Deadlines } from "../tasks/deadlines.ts";
import { Dialogues } from "../handling/dialogues.ts";
import { Groups } from "../accounts/groups.ts";
import { Translations } from "../i18n/i18n.ts";
import { KernelStatus } from "./kernel_status.ts";
import { Notices } from "../logs/notices.ts";
import { PluginConfigs } from "../config/plugin_configs.ts";
import { PluginContainer } from "../plugins/plugin_container.ts";
import { Store } from "../store/store.ts";
import type { Resolved, Token } from "../plugins/token.ts";
import { WorkQueue } from "../running/work_queue.ts";

const TOKENS = {
  bot: BotPort,
  tasks: BackgroundTaskManager,
  store: Store,
  accounts: Accounts,
  groups: Groups,
  clock: Clock,
  deadlines: Deadlines,
  contributions: Contributions,
  translations: Translations,
  work: WorkQueue,
  dialogues: Dialogues,
  deadLetters: DeadLetters,
  configs: PluginConfigs,
  status: KernelStatus,
  notices: Notices,
  data: DataFolder,
};

/** The kernel's parts that plugins may ask for. */
export type KernelOffers = { readonly [Part in keyof typeof TOKENS]: Resolved<(typeof TOKENS)[Part]> };

/** All tokens that the kernel provides, which are known before there is a kernel. */
export const kernelTokens: readonly Token[] = Object.values(TOKENS);

/** A container with all of it. */
export function kernelContainer(offers: KernelOffers): PluginContainer {
  const container = PluginContainer.create();
  const provide = (token: Token, part: keyof KernelOffers) => container.provideValue(token, offers[part]);
  for (const part of Object.keys(TOKENS) as (keyof KernelOffers)[]) provide(TOKENS[part], part);
  return container;
}
