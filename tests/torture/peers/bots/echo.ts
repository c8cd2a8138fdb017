/** What every bot of these comparisons does: `/echo word` notes the word and says it; `/echo word 300` needs 300 ms of work before. */
import { join } from "node:path";

/** What a peer's bot is started with. */
export interface EchoTask {
  readonly root: string;
  readonly token: string;
  /** A folder for its notes. */
  readonly notes: string;
  /** Which plugins of the peer it uses. */
  readonly variant: string;
}

/** What the answer to a word is. */
export function answerTo(word: string): string {
  return `echo ${word}.`;
}

/** What this process was started with. */
export function taskOf(): EchoTask {
  return JSON.parse(Deno.args[0]);
}

/** Does it as most bots do: a line in a file, then the answer. */
export async function echo(task: EchoTask, rest: string, reply: (text: string) => Promise<unknown>): Promise<void> {
  const [word, milliseconds = "0"] = rest.split(" ");
  await work(Number(milliseconds));
  await Deno.writeTextFile(join(task.notes, "notes.txt"), `${word}\n`, { append: true });
  await reply(answerTo(word));
}

/** Takes so many milliseconds, whoever wants it to end. */
export async function work(milliseconds: number): Promise<void> {
  if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds));
}
