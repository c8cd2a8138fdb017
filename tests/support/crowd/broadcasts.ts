/** The owner tells everybody something, which waits for its turn behind all else. */
import type { FakeTelegram } from "../fake_telegram/mod.ts";
import { checkReply, type Habit, keyOfNewest, type Member, type Problem, type Seen } from "./habit.ts";

/** A plugin whose `/tell word` tells it to these chats as a broadcast, each message a step. */
export function broadcastPlugin(chats: readonly number[]): string {
  return `
  import { BotPort, command, type CommandContext, inject, plugin } from "@portico/bot";
  import { z } from "zod";
  const chats: readonly string[] = ${JSON.stringify(chats.map(String))};
  @plugin({ name: "broadcast" })
  @inject(BotPort)
  export class Broadcast {
    constructor(private readonly bot: BotPort) {}
    @command("tell", { description: "Tells everybody", args: z.tuple([z.string()]) })
    async tell(ctx: CommandContext<[string]>) {
      await Promise.all(chats.map((chat) => ctx.once("tell " + chat, async (intent) => {
        const conversation = { platform: "telegram", chat, kind: "private" } as const;
        await this.bot.send(conversation, "told " + ctx.args[0] + ".", { priority: "broadcast", intent });
      }, { inDoubt: "fail", intent: "own" })));
    }
  }`;
}

/** See the file's comment. */
export class Broadcasts implements Habit {
  readonly #told: { readonly name: string; readonly key: string }[] = [];

  constructor(
    private readonly telegram: FakeTelegram,
    private readonly owner: Member,
    private readonly chats: readonly number[],
  ) {}

  /** How many messages must come of them. */
  get count(): number {
    return this.#told.length * this.chats.length;
  }

  act(): void {
    const name = `tell${this.#told.length}end`;
    this.owner.place.send(`/tell ${name}`);
    this.#told.push({ name, key: keyOfNewest(this.telegram) });
  }

  *check(seen: Seen): Iterable<Problem> {
    for (const { name, key } of this.#told) {
      for (const chat of this.chats) {
        yield* checkReply(seen, { chat, name, fits: /^told /, unit: key, isDone: seen.isDone(key) });
      }
    }
  }
}
