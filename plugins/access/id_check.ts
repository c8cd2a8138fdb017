/** Whether somebody can be who they are called, as far as their platform is open and says what its ids look like. */
import { type AdapterStatus, identityId } from "@portico/bot";
import type { Person } from "./access_config.ts";

/** How an id looks there, `platform:id`, where this can be none. */
export function exampleFor({ platform, user }: Person, adapters: readonly AdapterStatus[]): string | undefined {
  const ids = adapters.find((adapter) => adapter.platform === platform)?.ids;
  return ids === undefined || ids.pattern.test(user) ? undefined : identityId({ platform, user: ids.example });
}
