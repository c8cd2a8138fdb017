/** A disk that takes its time. */
import { join } from "node:path";
import { Program } from "../../support/program.ts";
import { canTrace } from "../power/system_calls.ts";
import type { Trial } from "./trial.ts";

/** Milliseconds that the disk takes for a sync. */
export const SYNC = 700;

/** A plugin that says for how long nothing else could run, at most, since it was last asked. */
const LAG = `
import { command, type CommandContext, plugin } from "@portico/bot";
@plugin({ name: "lag" })
export class Lag {
  #most = 0;
  #last = performance.now();
  #timer = setInterval(() => {
    const now = performance.now();
    this.#most = Math.max(this.#most, now - this.#last - 20);
    this.#last = now;
  }, 20);
  @command("lag", { description: "The longest lag of the event loop" })
  async show(ctx: CommandContext) { await ctx.reply("lag " + Math.round(this.#most)); this.#most = 0; }
  stop() { clearInterval(this.#timer); }
}`;

/** The event loop goes on while the disk does not answer. Resolves with the longest time that it did not, in milliseconds. */
export async function slowDown(trial: Trial): Promise<number | undefined> {
  if (!await canTrace()) return undefined;
  const plugin = join(trial.folder, "lag.ts");
  await Deno.writeTextFile(plugin, LAG);
  const inject = ["strace", "-D", "-f", "-q", "--seccomp-bpf", "-o", "/dev/null", "-e", "trace=fsync,fdatasync"];
  await using program = Program.start({
    ...trial.options,
    args: [...trial.options.args ?? [], "--plugin", plugin],
    under: [...inject, "-e", `inject=fsync,fdatasync:delay_enter=${SYNC * 1_000}`],
  });
  await lag(program); // what the start took is no matter of the disk
  const ids = [];
  for (let sent = 0; sent < 4; sent++) ids.push(await trial.write(program));
  await trial.saved(program, ids);
  const most = await lag(program);
  await trial.end(program);
  await trial.judge();
  return most;
}

async function lag(program: Program): Promise<number> {
  await program.send({ type: "message", chat: "lag", text: "/lag" });
  const { text } = await program.next(({ text }) => String(text).startsWith("lag "));
  return Number(String(text).slice(4));
}
