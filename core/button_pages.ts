/** What pages of buttons have in common. */
import type { Outgoing } from "./bot_port.ts";
import type { ActionContext } from "./context.ts";

/** Buttons, or choices of a question, in rows of so many: two or three fit on a phone. */
export function rowsOf<T>(buttons: readonly T[], length: number): T[][] {
  const rows = Math.ceil(buttons.length / length);
  return Array.from({ length: rows }, (_, row) => buttons.slice(row * length, (row + 1) * length));
}

/** Puts a page in the place of the message whose button was pressed, where the platform says which one that is; else it is sent. */
export async function showInPlace(ctx: ActionContext<unknown>, page: Outgoing): Promise<void> {
  await (ctx.message === undefined ? ctx.reply(page) : ctx.edit(ctx.message, page));
}
