/** A disk that can be filled up, and freed again, while a program writes to it. */
import { join } from "node:path";
import type { Program } from "../../support/program.ts";

/** See the file's comment. */
export interface SmallDisk extends AsyncDisposable {
  /** In one word. */
  readonly name: string;
  /** Words before the program's command. */
  readonly under: readonly string[];
  fill(program: Program): Promise<void>;
  free(program: Program): Promise<void>;
}

/** A file system in memory where one may be mounted, which takes root; else a limit for the size of any file of the program, which anybody may set. */
export async function smallDisk(folder: string, kind: "mounted" | "limited"): Promise<SmallDisk | undefined> {
  return kind === "mounted" ? await mountedDisk(folder) : limitedDisk();
}

async function mountedDisk(folder: string): Promise<SmallDisk | undefined> {
  if (!await run("mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", folder)) return undefined;
  const ballast = join(folder, "ballast");
  return {
    name: "a disk of 12 MB",
    under: [],
    async fill() {
      using file = await Deno.open(ballast, { create: true, append: true });
      for (const size of [1_048_576, 4_096]) {
        try {
          const block = new Uint8Array(size);
          while (file.writeSync(block) === size);
        } catch {
          // it is full, but for what is smaller
        }
      }
    },
    free: () => Deno.truncate(ballast, 0),
    async [Symbol.asyncDispose]() {
      await run("umount", folder);
    },
  };
}

function limitedDisk(): SmallDisk {
  const limit = async ({ pid }: Program, size: string) => {
    if (!await run("prlimit", `--pid=${pid}`, `--fsize=${size}:`)) throw new Error("prlimit is not here");
  };
  return {
    name: "a limit for files",
    // Without the trap the first write too many would end the program.
    under: ["sh", "-c", `trap "" XFSZ; exec "$@"`, "sh"],
    fill: (program) => limit(program, "0"),
    free: (program) => limit(program, "unlimited"),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** Runs a program; false where it fails or is not there. */
export async function run(program: string, ...args: string[]): Promise<boolean> {
  try {
    return (await new Deno.Command(program, { args, stdout: "null", stderr: "null" }).output()).success;
  } catch {
    return false;
  }
}
