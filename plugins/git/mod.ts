/**
 * Keeps the vaults in git: a commit per change, in step with a remote where there is one.
 *
 * @module
 */
export * from "./git_config.ts";
export { GitPlugin } from "./git_plugin.ts";
