/** Commands, each of which must be answered once. */
import type { FakeTelegram } from "../fake_telegram/mod.ts";
import { checkReply, type Habit, keyOfNewest, type Member, pick, type Problem, type Seen } from "./habit.ts";

/**
 * A plugin that answers `/echo word` by `echo word.`, so that each answer has a name. `/stuck` answers and never ends, unless `ECHO_PATIENT` is set;
 * then it ends at once.
 */
export const ECHO_PLUGIN = `
  import { command, type CommandContext, plugin } from "@portico/bot";
  import { z } from "zod";
  @plugin({ name: "echo" })
  export class Echo {
    @command("echo", { description: "Says the word", args: z.tuple([z.string()]) })
    async echo(ctx: CommandContext<[string]>) { await ctx.reply("echo " + ctx.args[0] + "."); }
    @command("stuck", { description: "Never ends" })
    async stuck(ctx: CommandContext) {
      await ctx.reply("stuck");
      if (Deno.env.get("ECHO_PATIENT") === undefined) await new Promise(() => {});
    }
  }`;

interface Asked {
  readonly name: string;
  readonly chat: number;
  readonly key: string;
}

/** People who say `/echo`. */
export class Echoes implements Habit {
  readonly #asked: Asked[] = [];

  constructor(
    private readonly telegram: FakeTelegram,
    private readonly members: readonly Member[],
    private readonly dice: () => number,
  ) {}

  act(): void {
    const { place } = pick(this.members, this.dice);
    const name = `echo${this.#asked.length}end`;
    place.send(`/echo ${name}`);
    this.#asked.push({ name, chat: place.chat.id, key: keyOfNewest(this.telegram) });
  }

  /** How many were asked for. */
  get count(): number {
    return this.#asked.length;
  }

  *check(seen: Seen): Iterable<Problem> {
    for (const { name, chat, key } of this.#asked) {
      yield* checkReply(seen, { chat, name, fits: /^echo /, unit: key, isDone: seen.isDone(key) });
    }
  }
}
