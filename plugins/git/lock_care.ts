/** Puts right what a killed process leaves of git's own files. */
import { join } from "node:path";
import { z } from "zod";
import { GitProblem } from "./git_problem.ts";

/** A git that was left behind when we died may still be at work for so long, in milliseconds. */
const SETTLE = 60_000;

/** What is written down: which process did what to which paths. */
const Mark = z.object({ since: z.number(), paths: z.array(z.string()) });

/** Writes down what is being done to files that others use, too, so that whoever comes after a crash can tell our locks from theirs. */
export class LockCare {
  readonly #mark: string;
  /** Whether anything may be left to mend: a crash before, or a failure of ours. */
  #isDue = true;

  constructor(
    private readonly folder: string,
    private readonly times: { readonly now: () => number; readonly since: number },
  ) {
    this.#mark = join(folder, "portico-under-way");
  }

  /** Does something that moves the branch and then has the index say of these paths what it says. */
  async around(paths: readonly string[], work: () => Promise<void>): Promise<void> {
    await Deno.writeTextFile(this.#mark, JSON.stringify({ since: this.times.since, paths }));
    this.#isDue = true;
    await work();
    await this.#done();
  }

  /** Ends what was cut off: takes away locks of ours, and has the index follow the branch. */
  async mend(follow: (paths: readonly string[]) => Promise<void>): Promise<void> {
    if (!this.#isDue) return;
    const text = await Deno.readTextFile(this.#mark).catch(() => undefined);
    const mark = text === undefined ? undefined : read(text);
    if (mark !== undefined) {
      // Of a failure of this process it is known that its git has ended: the lock in its way is somebody else's.
      if (mark.since !== this.times.since) await this.#unlock();
      await follow(mark.paths);
    }
    await this.#done();
  }

  /** Locks that our calls take and that are others' as well. */
  async #locks(): Promise<readonly string[]> {
    const head = await Deno.readTextFile(join(this.folder, "HEAD")).catch(() => "");
    const branch = /^ref: (refs\/heads\/.+)$/m.exec(head)?.[1];
    return ["index.lock", "HEAD.lock", ...branch === undefined ? [] : [`${branch}.lock`]];
  }

  async #done(): Promise<void> {
    await Deno.remove(this.#mark).catch(() => {});
    this.#isDue = false;
  }

  /** Only a lock from before our start can be one that we have left. */
  async #unlock(): Promise<void> {
    for (const name of await this.#locks()) {
      const file = join(this.folder, name);
      const made = await Deno.lstat(file).then(({ mtime }) => mtime?.getTime(), () => undefined);
      if (made === undefined) continue;
      if (made >= this.times.since || this.times.now() - made < SETTLE) throw new GitProblem("locked", name);
      await Deno.remove(file).catch(() => {});
    }
  }
}

/** `undefined` where it was cut off while it was written, so that nothing had been done. */
function read(text: string): z.infer<typeof Mark> | undefined {
  try {
    return Mark.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
