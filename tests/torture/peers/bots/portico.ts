/** The same as a plugin of ours, written as our page on plugins has it. */
import { command, type CommandContext, config, inject, plugin } from "@portico/bot";
import { join } from "node:path";
import { z } from "zod";
import { answerTo, work } from "./echo.ts";

const EchoConfig = config(z.object({ notes: z.string() }));

@plugin({ name: "echo", config: EchoConfig })
@inject(EchoConfig)
export class EchoPlugin {
  constructor(private readonly config: { readonly notes: string }) {}

  @command("echo", {
    description: "Notes a word and says it",
    args: z.tuple([z.string(), z.coerce.number().optional()]),
  })
  async echo(ctx: CommandContext<[string, number?]>): Promise<void> {
    const [word, milliseconds = 0] = ctx.args;
    await work(milliseconds);
    // A file of its own for each word: written again, it is the same note.
    const note = () => Deno.writeTextFile(join(this.config.notes, word), `${word}\n`);
    await ctx.once("note", note, { inDoubt: "rerun" });
    await ctx.reply(answerTo(word));
  }
}
