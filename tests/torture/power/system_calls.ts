/** What a program has asked the system for, as `strace` has written it down. */

/** A call, or one end of it: calls of other threads may stand between. */
export interface SystemCall {
  readonly name: string;
  /** Which thread it is. */
  readonly thread: string;
  readonly phase: "begun" | "ended" | "whole";
  /** What stands between the brackets and is no text, such as `25` or `O_RDONLY|O_CLOEXEC`. */
  readonly words: readonly string[];
  /** The texts among them. */
  readonly texts: readonly Uint8Array<ArrayBuffer>[];
  /** -1 where it failed; `undefined` for what has only begun. */
  readonly result: number | undefined;
}

/** What has to be known of a program to know what its files are. */
const traced = [
  "open,openat,creat,close,dup,dup2,dup3,fcntl,lseek",
  "write,writev,pwrite64,pwritev,pwritev2,ftruncate,truncate,fallocate,copy_file_range,sendfile,mmap",
  "fsync,fdatasync,syncfs,sync",
  "link,linkat,symlink,symlinkat,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,rmdir",
].join(",");

/** Words before a command that have its calls written into a file. */
export function tracing(file: string): string[] {
  // The tracer is the grandchild, so that signals reach the program. Every text is whole, and in hexadecimal digits.
  return ["strace", "-D", "-f", "-q", "--seccomp-bpf", "-s", "100000000", "-xx", "-e", `trace=${traced}`, "-o", file];
}

/** Whether programs can be traced here. */
export async function canTrace(): Promise<boolean> {
  try {
    const { success } = await new Deno.Command("strace", { args: ["-o", "/dev/null", "true"], stderr: "null" })
      .output();
    return success;
  } catch {
    return false; // there is none
  }
}

/** Reads what `strace` has written. */
export function parseCalls(trace: string): SystemCall[] {
  const begun = new Map<string, string>();
  const calls: SystemCall[] = [];
  for (const line of trace.split("\n")) {
    const [, thread, said] = /^(\d+) +(.*)$/.exec(line) ?? [];
    if (said === undefined || said.startsWith("+++") || said.startsWith("---")) continue;
    const beginning = /^(.*?)(?:, )? *<unfinished \.\.\.>$/.exec(said)?.[1];
    if (beginning !== undefined) {
      begun.set(thread, beginning);
      calls.push(callOf(thread, "begun", beginning, undefined));
      continue;
    }
    const [, rest] = /^<\.\.\. \w+ resumed>(.*)$/.exec(said) ?? [];
    const whole = rest === undefined ? said : begun.get(thread) + rest;
    const [, called, result] = /^(.*)\) += (-?\w+|\?).*$/.exec(whole) ?? [];
    if (called === undefined) throw new Error(`This is no call: ${line.slice(0, 200)}`);
    if (result !== "?") calls.push(callOf(thread, rest === undefined ? "whole" : "ended", called, Number(result)));
  }
  return calls;
}

function callOf(thread: string, phase: SystemCall["phase"], text: string, result: number | undefined): SystemCall {
  const bracket = text.indexOf("(");
  const words: string[] = [];
  const texts: Uint8Array<ArrayBuffer>[] = [];
  for (const part of text.slice(bracket + 1).split(", ")) {
    if (!part.startsWith('"')) words.push(part);
    else if (!part.endsWith('"')) throw new Error(`A text of ${text.slice(0, bracket)} is not whole`);
    else texts.push(Uint8Array.fromHex(part.slice(1, -1).replaceAll("\\x", "")));
  }
  return { name: text.slice(0, bracket), thread, phase, words, texts, result };
}
