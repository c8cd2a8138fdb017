/**
 * The terminal as a chat platform, for people, pipes and programs.
 *
 * @module
 */
import { join } from "node:path";
import type { StandardError } from "../../core/mod.ts";
import { ConsoleBotAdapter, type ConsoleEnd, type ConsoleOptions } from "./console_bot_adapter.ts";

export { ConsoleBotAdapter, type ConsoleEnd, type ConsoleOptions, type ConsoleStreams } from "./console_bot_adapter.ts";
export type { TextStyle } from "./terminal_markdown.ts";
export type { Terminal, TerminalLine, TerminalListener } from "./terminal.ts";

/** What `openConsole` is told; everything else it finds out from the process. */
export type OpenConsoleOptions =
  & Omit<ConsoleOptions, "end" | "home" | "unique">
  & {
    /** Speak JSON. */
    readonly json: boolean;
    /** What writes to standard error: where that is the terminal too, its lines are shown above the prompt. Left out, they are written as they come. */
    readonly errors?: StandardError;
  };

/** The console of this process: interactive at a terminal, line by line in a pipe, or JSON where that is asked for. */
export async function openConsole({ json, errors, ...options }: OpenConsoleOptions): Promise<ConsoleBotAdapter> {
  const home = Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE");
  return new ConsoleBotAdapter({
    ...options,
    end: await endOf(json, options.folder, errors, home),
    ...(home === undefined ? {} : { home }),
  });
}

async function endOf(
  json: boolean,
  folder: string,
  errors: StandardError | undefined,
  home: string | undefined,
): Promise<ConsoleEnd> {
  const streams = { input: Deno.stdin.readable, output: Deno.stdout.writable };
  if (json) return { mode: "json", ...streams };
  if (!Deno.stdout.isTerminal()) return { mode: "lines", ...streams };
  if (!Deno.stdin.isTerminal()) {
    return { mode: "lines", ...streams, style: { columns: Deno.consoleSize().columns, colors: !Deno.noColor } };
  }
  const { ReadlineTerminal } = await import("./terminal.ts");
  const { completePath } = await import("./path_completion.ts");
  return {
    mode: "interactive",
    terminal: new ReadlineTerminal({
      historyFile: join(folder, "console_history"),
      complete: (before) => completePath(before, home),
      // A task's runner is stopped by no key, and would keep the terminal from the shell.
      canStop: Deno.build.os !== "windows" && !Deno.env.has("INIT_CWD"),
      ...(errors !== undefined && Deno.stderr.isTerminal() ? { errors } : {}),
    }),
    colors: !Deno.noColor,
  };
}
