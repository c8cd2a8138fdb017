/** grammY with a number of commands and middlewares, fed as its own polling feeds it: one update after the other. */
import { Bot } from "grammy/web";
import type { Update } from "grammy/types";
import { botInfo } from "./bot_info.ts";

/** A command of one of `users` people in private. */
function update(id: number, users: number, text: string): Update {
  const user = id % users + 1;
  return {
    update_id: id,
    message: {
      message_id: id,
      date: 0,
      text,
      from: { id: user, is_bot: false, first_name: "Somebody" },
      chat: { id: user, type: "private", first_name: "Somebody" },
      entities: [{ type: "bot_command", offset: 0, length: text.length }],
    },
  };
}

/** A bot whose handlers count. */
export class GrammyDispatch {
  handled = 0;
  readonly #bot = new Bot("1:token", { botInfo });
  #id = 0;

  constructor(private readonly commands: number, middlewares: number, private readonly users: number) {
    for (let index = 0; index < middlewares; index++) this.#bot.use((_ctx, next) => next());
    for (let index = 0; index < commands; index++) this.#bot.command(`command${index}`, () => void this.handled++);
  }

  /** Updates for all commands in turn. */
  messages(count: number): Update[] {
    return Array.from({ length: count }, () => {
      const id = ++this.#id;
      return update(id, this.users, `/command${id % this.commands}`);
    });
  }

  async handle(updates: readonly Update[]): Promise<void> {
    for (const update of updates) await this.#bot.handleUpdate(update);
  }
}
