import { config, type ConfigToken } from "@portico/bot";
import { z } from "zod";
import { remoteProblem } from "./remote_url.ts";

/** What can be configured under `plugins.git`. */
export interface GitConfig {
  /** Whether the vaults are kept in git: `PORTICO_GIT`; off by default. */
  readonly enabled: boolean;
  /**
   * Where the vaults are pulled from and pushed to: `PORTICO_GIT_REMOTE`. `{account}` in it is an account's id, so that each vault has a repository of its
   * own; without it, it is the owner's vault that it belongs to. None by default.
   */
  readonly remote: string;
  /** Branch of repositories that are begun here: `PORTICO_GIT_BRANCH`; `main` by default. One that is there keeps its own. */
  readonly branch: string;
  /** Who commits: `PORTICO_GIT_AUTHOR_NAME`. */
  readonly authorName: string;
  /** By which address: `PORTICO_GIT_AUTHOR_EMAIL`. */
  readonly authorEmail: string;
}

/** What git makes a name or address of: one line without angle brackets. */
const identity = z.string().trim().min(1).max(200).regex(/^[^<>\p{Cc}]+$/u, "must be one line without < and >");

/** Token of the plugin's configuration. */
export const GitConfig: ConfigToken<GitConfig> = config<GitConfig>(
  z.object({
    enabled: z.boolean().default(false),
    remote: z.string().trim().default("").superRefine((remote, context) => {
      const problem = remote === "" ? undefined : remoteProblem(remote);
      if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
    }),
    branch: z.string().regex(
      /^(?!.*(?:\.\.|\.lock$|[./]$|\/\/))[\p{L}\p{N}_][\p{L}\p{N}_./-]{0,99}$/u,
      "is no branch's name",
    )
      .default("main"),
    authorName: identity.default("Portico"),
    authorEmail: identity.default("portico@localhost"),
  }),
  { enabled: "PORTICO_GIT" },
);
