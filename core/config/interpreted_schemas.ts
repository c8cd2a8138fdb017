/**
 * Has zod interpret its schemas in place of compiling each to a function of its own at its first use: a start uses every plugin's schema once, and would
 * compile them all for nothing. Whoever starts the program imports it before anything that makes a schema; it is no part of `mod.ts`, since the setting
 * is one of the process.
 */
import { config } from "zod";

config({ jitless: true });
