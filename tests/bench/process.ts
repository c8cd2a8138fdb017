/** Whole processes as things to measure. */

/** Milliseconds from starting a process with empty input until it has ended. Fails when the process does. */
export async function timeProcess(command: string, args: readonly string[]): Promise<number> {
  const start = performance.now();
  const { success, stderr } = await new Deno.Command(command, {
    args: [...args],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
    env: { NO_COLOR: "1" },
  }).output();
  const time = performance.now() - start;
  if (!success) throw new Error(`${[command, ...args].join(" ")} failed:\n${new TextDecoder().decode(stderr)}`);
  return time;
}
