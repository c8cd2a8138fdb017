/** The lint plugin of this repository: what `deno lint` cannot know about Portico. */
import { clockRule } from "./clock.ts";
import { layersRule } from "./layers.ts";

const plugin: Deno.lint.Plugin = { name: "portico", rules: { layers: layersRule, clock: clockRule } };
export default plugin;
