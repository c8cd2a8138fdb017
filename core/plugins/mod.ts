/** What a plugin is, what it contributes, and how it is found, checked, built, loaded and unloaded. */
export * from "./contribution.ts";
export * from "./contributions.ts";
export * from "./inject.ts";
export * from "./plugin.ts";
export { checkPlugins } from "./plugin_inspection.ts";
export * from "./plugin_loader.ts";
export * from "./plugin_scope.ts";
export * from "./points.ts";
export * from "./token.ts";
