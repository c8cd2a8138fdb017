/** Who of the plugins has the event loop, and what they would leave behind. Loaded with the first plugin from outside. */
export { PluginWatch, type WatchedPlugin } from "./plugin_watch.ts";
