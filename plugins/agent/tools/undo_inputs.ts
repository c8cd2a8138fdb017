/** What the hidden tools are called with that take changes back. What they are given was written by the tools themselves, maybe by an older version of the bot. */
import { lazySchema, type Schema } from "@portico/bot";
import { z } from "zod";
import type { PutBackInput } from "./note_change.ts";
import type { RemoveCreatedInput } from "./put_back.ts";

const mark = () => z.object({ path: z.string(), hash: z.string() });
const difference = () => z.object({ at: z.int().min(0), added: z.int().min(0), removed: z.string() });
const fragment = () => z.object({ start: z.string(), length: z.int().min(0), hash: z.string() });
const turned = () => z.object({ was: z.string(), is: z.string() }).optional();

export const putBackInput: Schema<PutBackInput> = lazySchema(() =>
  z.object({
    id: z.string(),
    title: z.string(),
    exact: z.object({ was: mark(), is: mark(), head: difference(), rest: difference() }).optional(),
    loose: z.object({
      restore: z.literal(true).optional(),
      cut: fragment().optional(),
      put: z.object({
        old: z.string(),
        for: fragment(),
        around: z.object({ before: z.string(), behind: z.string() }).optional(),
      }).optional(),
      tags: z.object({ add: z.array(z.string()), remove: z.array(z.string()) }).optional(),
      title: turned(),
      folder: turned(),
    }),
  })
);

export const removeCreatedInput: Schema<RemoveCreatedInput> = lazySchema(() =>
  z.object({ id: z.string(), title: z.string(), hash: z.string() })
);
