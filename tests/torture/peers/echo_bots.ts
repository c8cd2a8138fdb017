/** Bots that do the same, ours and the others', as programs. */
import { RunningProgram } from "../../support/program.ts";
import { launchOn } from "../../support/telegram_program.ts";
import type { EchoTask } from "./bots/echo.ts";
import type { Stage } from "./stage.ts";
import { fileURLToPath } from "node:url";

/** A bot that takes part. */
export interface EchoBot {
  readonly name: string;
  /** Starts it. @param limit milliseconds that a handler may take, where that can be said. */
  launch(stage: Stage, limit?: number): RunningProgram;
}

/** Milliseconds in which a bot that is asked to stop has to end. */
export const stopDeadline = 3_000;

function peer(name: string, file: string, variant = ""): EchoBot {
  const module = new URL(`./bots/${file}`, import.meta.url);
  return {
    name,
    launch({ telegram: { root, token }, notes }) {
      const task: EchoTask = { root, token, notes, variant };
      return RunningProgram.launchModule(module, JSON.stringify(task));
    },
  };
}

/** The whole program with a plugin. The rates of its delivery are off, since the others keep to none. */
export const portico: EchoBot = {
  name: "Portico",
  launch({ telegram, folder, notes, people }, limit = 60_000) {
    const [owner, ...members] = people.map(({ id }) => `telegram:${id}`);
    return launchOn(telegram, {
      data: folder.join("data"),
      args: ["--plugin", fileURLToPath(new URL("./bots/portico.ts", import.meta.url))],
      env: {
        PORTICO_OWNER: owner,
        PORTICO_ALLOW: members.join(),
        PORTICO_ECHO_NOTES: notes,
        PORTICO_SHUTDOWN_DEADLINE: `${stopDeadline}ms`,
        PORTICO_LIMITS_HANDLER: `${limit}ms`,
      },
    });
  },
};

export const grammy = peer("grammY", "grammy.ts");
export const runner = peer("grammY runner", "grammy.ts", "runner");
export const sequential = peer("runner + sequentialize", "grammy.ts", "runner sequentialize");
export const gramio = peer("GramIO", "gramio.ts");
