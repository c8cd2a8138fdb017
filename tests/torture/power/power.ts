/**
 * Power cuts. The real program runs under traffic while every call is written down that it makes of the system; at a random call the power goes, and
 * a model of the disk says what may be left: what was synced, and any part of the rest. On that the program is started again, people send again what
 * they sent, and what is there then is compared with what they had been told until the cut. Then life goes on from one of the cuts: now the disk fails
 * to confirm a sync first, and the program is started again before the power goes.
 */
import { join } from "node:path";
import { TestFolder } from "../../support/folder.ts";
import { Program, type Told } from "../../support/program.ts";
import { randomOf } from "../../support/random.ts";
import type { Figure, TortureOptions } from "../torture.ts";
import { Known } from "../known.ts";
import { Findings, judge, sendAgain } from "./aftermath.ts";
import { Disk, type Fate, type Remains } from "./disk.ts";
import { Replay } from "./replay.ts";
import { parseCalls, type SystemCall, tracing } from "./system_calls.ts";
import { Traffic } from "./traffic.ts";

/** Cuts of one run of the program. */
const CUTS_PER_RUN = 25;
/** Lines that are told of one cut, at most. */
const TOLD = 10;
/** What a person does in one run. */
const STEPS = 4;
/** The disk fails at the first time that a thread syncs the log once more than some number up to this one. */
const CONFIRMED = 12;
/** The code of a program that only another start can help. */
const ENDED = 6;

/** A moment at which the power has gone. */
interface Cut {
  readonly remains: Remains;
  /** What the program had written to its output, in all runs so far. */
  readonly output: string;
  /** What it has told whoever runs it, in all runs before this one has been judged. */
  readonly stderr: string;
}

/** Starts of the program, one after the other, each on what a power cut has left of the one before. */
class Life {
  readonly #traffic: Traffic;
  readonly #root: string;
  /** What the next run begins with. */
  #before: Cut = { remains: new Map(), output: "", stderr: "" };

  constructor(private readonly folder: TestFolder, private readonly random: () => number) {
    this.#root = folder.join("disk");
    this.#traffic = new Traffic(folder.path, random);
  }

  /**
   * Runs the program under traffic to its end, and cuts the power at so many moments of that.
   *
   * @param fails the disk has failed the program before, which has ended by that, but for the power.
   */
  async run(cuts: number, fails: boolean): Promise<Cut[]> {
    const disk = Disk.of(this.#before.remains);
    await this.#restore(this.#before.remains);
    let { output, stderr } = this.#before;
    if (fails) {
      const failed = new Replay(disk, this.#root);
      const sync = 1 + Math.floor(this.random() * CONFIRMED);
      // Only the log is synced by this call.
      const run = await this.#record(["-e", `inject=fdatasync:error=EIO:when=${sync}`]);
      for (const call of run.calls) failed.step(call);
      output += failed.output;
      stderr += run.stderr;
    }
    const { calls, ...told } = await this.#record();
    stderr += told.stderr;
    const replay = new Replay(disk, this.#root);
    const moments = Array.from({ length: cuts }, () => Math.floor(this.random() * calls.length)).sort((a, b) => a - b);
    let next = 0;
    return moments.map((moment) => {
      for (; next < moment; next++) replay.step(calls[next]);
      return { remains: disk.cut(fateOf(this.random)), output: output + replay.output, stderr };
    });
  }

  /** Starts the program on what a cut has left, and finds out what is wrong. */
  async recover({ remains, output, stderr }: Cut): Promise<Findings> {
    await this.#restore(remains);
    const before = new Known(linesOf(output));
    await using program = Program.start({ data: this.#data, args: ["--log", "info"] });
    await sendAgain(program, this.#traffic, before);
    await program.end();
    return await judge(this.#data, this.#traffic, before, program, stderr);
  }

  /** The next run begins with what this cut has left. */
  goOn(cut: Cut): void {
    this.#before = cut;
  }

  async #record(fault: readonly string[] = []): Promise<{ calls: SystemCall[]; stderr: string }> {
    const trace = this.folder.join("trace");
    await using program = Program.start({
      data: this.#data,
      args: ["--log", "warning"],
      env: { PORTICO_NOTE_QUIET: "0.2" },
      under: [...tracing(trace), ...fault],
    });
    await program.send(...this.#traffic.lines);
    if (fault.length === 0) {
      await this.#traffic.run(program, STEPS);
      await program.end();
    } else {
      await this.#traffic.run(program, Infinity).catch(() => {}); // it ends in the midst of that
      const code = await program.ended();
      if (code !== ENDED) throw new Error(`The program ended with ${code} when the disk failed:\n${program.stderr}`);
    }
    return { calls: parseCalls(await Deno.readTextFile(trace)), stderr: program.stderr };
  }

  get #data(): string {
    return join(this.#root, "data");
  }

  /** Puts onto the real disk what is on the model's. */
  async #restore(remains: Remains): Promise<void> {
    await Deno.remove(this.#root, { recursive: true }).catch(() => {});
    await Deno.mkdir(this.#root);
    for (const [path, content] of remains) {
      const place = join(this.#root, path);
      await (content === undefined ? Deno.mkdir(place) : Deno.writeFile(place, content));
    }
  }
}

/** How a cut treats what is not synced: nothing of it is there, or all, or any part. */
function fateOf(random: () => number): Fate {
  const shares = [0, 0.5, 0.9, 1];
  const pick = () => shares[Math.floor(random() * shares.length)];
  const names = pick();
  return {
    name: () => random() < names,
    file: () => {
      const share = pick();
      return () => random() < share;
    },
  };
}

/** The objects of the lines that are whole. */
function linesOf(output: string): Told[] {
  return output.split("\n").slice(0, -1).map((line) => JSON.parse(line));
}

/** Runs the torture; see `Torture`. */
export async function cutPower({ count, seed, say }: TortureOptions): Promise<readonly Figure[]> {
  const random = randomOf(seed);
  const total = new Findings();
  let accepted = 0;
  for (let done = 0; done < count;) {
    await using folder = await TestFolder.make();
    const life = new Life(folder, random);
    for (let run = 0; run < 2 && done < count; run++) {
      const cuts = await life.run(Math.min(CUTS_PER_RUN, Math.ceil(count / 2), count - done), run > 0);
      for (const [number, cut] of cuts.entries()) {
        const findings = await life.recover(cut);
        for (const line of findings.all.slice(0, TOLD)) say(`cut ${done + number + 1}: ${line}`);
        for (const kind of ["lost", "doubled", "silent", "alarms"] as const) total[kind].push(...findings[kind]);
        total.unknown += findings.unknown;
        accepted += new Known(linesOf(cut.output)).accepted.size;
      }
      done += cuts.length;
      life.goOn(cuts[Math.floor(random() * cuts.length)]);
      say(`${done} cuts`);
    }
  }
  return [
    { what: "power cuts", value: count, least: count },
    { what: "accepted messages, edits and commands, at all cuts", value: accepted, least: count * 4 },
    { what: "of what was told, lost", value: total.lost.length, most: 0 },
    { what: "notes and answers doubled", value: total.doubled.length, most: 0 },
    { what: "answers missing without a word", value: total.silent.length, most: 0 },
    { what: "answers told as unknown, or put aside after three cuts", value: total.unknown },
    { what: "false alarms of damage", value: total.alarms.length, most: 0 },
  ];
}
