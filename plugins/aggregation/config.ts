import { config, type ConfigToken } from "@portico/bot";
import { z } from "zod";

/** What can be configured under `plugins.aggregation`. */
export type AggregationSettings = {
  /** The mode of those who have chosen none. Where it is not there, the first that is. */
  readonly mode: string;
  /** Whether each message gets a reaction as a sign that it was seen, where the platform has reactions. */
  readonly sign: "on" | "off";
};

/** Token of the plugin's configuration. */
export const AggregationConfig: ConfigToken<AggregationSettings> = config(
  z.object({
    mode: z.string().default("note").describe("The mode of those who have chosen none"),
    sign: z.enum(["on", "off"]).default("on").describe("A reaction shows that a message was seen"),
  }),
);
