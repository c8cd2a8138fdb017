/** One person has left a flood in the journal, and many have left one message each, behind it: what these wait for after a restart. */
import { TestFolder } from "../../support/folder.ts";
import type { Figure } from "../torture.ts";
import { fill, replay } from "./journal.ts";

/** What is in the journal. */
export interface RestartOptions {
  readonly flood: number;
  readonly quiet: number;
  /** Units in memory at which intake waits; fewer than the flood, or there is nothing to prove. */
  readonly total: number;
}

const FLOOD = "flood";

function* chatsOf({ flood, quiet }: RestartOptions): Generator<string> {
  for (let n = 0; n < flood; n++) yield FLOOD;
  for (let n = 0; n < quiet; n++) yield `quiet${n}`;
}

/** What happened until the last of the quiet was handled. */
async function live(options: RestartOptions): Promise<{ readonly flooded: number; readonly seconds: number }> {
  await using folder = await TestFolder.make();
  const path = folder.join("portico.db");
  await fill(path, chatsOf(options));
  const done = Promise.withResolvers<void>();
  let quiet = 0;
  let flooded = 0;
  const { seconds } = await replay(
    path,
    ({ conversation: { chat } }) => {
      if (quiet === options.quiet) return;
      if (chat === FLOOD) flooded++;
      else if (++quiet === options.quiet) done.resolve();
    },
    done.promise,
    options.total,
  );
  return { flooded, seconds };
}

/** See the file's comment. */
export async function restart(options: RestartOptions): Promise<readonly Figure[]> {
  const alone = await live({ ...options, flood: 0 });
  const beside = await live(options);
  return [
    {
      what: "restart: of the flood handled before the last of the quiet",
      value: beside.flooded / options.flood * 100,
      unit: "%",
      most: 5,
    },
    { what: "restart: the last of the quiet has waited alone", value: alone.seconds, unit: "s" },
    { what: "restart: the last of the quiet has waited behind the flood", value: beside.seconds, unit: "s" },
  ];
}
