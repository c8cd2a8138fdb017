import { config, type ConfigToken } from "@portico/bot";
import { z } from "zod";

/** What can be configured of the vaults. */
export interface VaultConfig {
  /** The folder in which each account has its vault; relative to the data folder. */
  readonly folder: string;
}

/** Injects the checked configuration of the vaults. */
export const VaultConfig: ConfigToken<VaultConfig> = config<VaultConfig>(
  z.object({ folder: z.string().min(1).default("vaults") }),
);
