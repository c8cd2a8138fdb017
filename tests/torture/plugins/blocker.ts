/** A plugin that keeps the event loop from everybody, and one that never ends anything: loaded by the program itself. */
import { command, type CommandContext, plugin, task } from "@portico/bot";

const cell = new Int32Array(new SharedArrayBuffer(4));

/** Holds the thread without warming the machine. */
function block(milliseconds: number): void {
  Atomics.wait(cell, 0, 0, milliseconds);
}

const never = () => new Promise<never>(() => {});

/** Blocks in each of its commands for as many milliseconds as it is told. */
@plugin({ name: "blocker" })
export class Blocker {
  @command("block_at_once", { description: "Blocks before it returns" })
  blockAtOnce(ctx: CommandContext) {
    block(Number(ctx.rest));
  }

  @command("block_later", { description: "Blocks behind an await, and ends" })
  async blockLater(ctx: CommandContext) {
    await fetch("data:,");
    block(Number(ctx.rest));
  }

  @command("block_and_go_on", { description: "Blocks behind an await, and goes on" })
  async blockAndGoOn(ctx: CommandContext) {
    await fetch("data:,");
    block(Number(ctx.rest));
    await ctx.reply("went on");
  }

  @command("block_timer", { description: "Blocks in a timer's callback" })
  blockTimer(ctx: CommandContext) {
    setTimeout(function tick() {
      block(Number(ctx.rest));
    }, 1);
  }
}

/** Fails where nobody looks. */
@plugin({ name: "stray" })
export class Stray {
  @command("stray", { description: "Forgets to await what fails" })
  async stray(ctx: CommandContext) {
    void fetch("data:,").then(() => Promise.reject(new Error("forgotten")));
    setTimeout(function late() {
      throw new Error("late");
    }, 1);
    queueMicrotask(() => {
      throw new Error("at once");
    });
    await ctx.reply("went on");
  }
}

/** Ends nothing that it begins. */
@plugin({ name: "hanger" })
export class Hanger {
  stop() {
    return never();
  }

  @command("hang", { description: "Never ends" })
  async hang(ctx: CommandContext) {
    await ctx.reply("hangs");
    await never();
  }

  @task({ description: "Never ends" })
  linger() {
    return never();
  }
}
