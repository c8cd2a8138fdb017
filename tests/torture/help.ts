/** What `deno task torture` tells of itself. */
import type { Catalogue } from "./request.ts";
import type { Torture } from "./torture.ts";

const USAGE =
  `Tries to break the promises of README.md by random choices, and prints figures. Ends with code 1 when one is out
of its bounds, and with 2 when it was asked for what there is not.

  deno task torture NAME… [--COUNT N] [--seed N] [--json]
  deno task torture [NAME…] --peers [--COUNT N] [--seed N] [--json]`;

const OPTIONS = `Options:
  --COUNT N  how often, by the option that stands beside each; without a name it says which is meant, where only one
             has it
  --seed N   makes the choices of an earlier run again; when a real process comes to them is the machine's affair
  --peers    the comparisons in place of the tortures; all of them, where none is named
  --json     the figures as JSON on standard output; how it goes is told on standard error, as always

Examples:
  deno task torture plugins
  deno task torture crash --kills 30 --seed 1
  deno task torture time network --rounds 20
  deno task torture order --peers`;

/** All there is, with the option of each, and roughly how long it takes. */
export function help({ tortures, comparisons }: Catalogue): string {
  return [
    USAGE,
    `Tortures, with how often they are run by default, and how long that takes on two busy cores, roughly:\n${
      list(tortures)
    }`,
    `Comparisons, which put others through the same as us, with --peers:\n${list(comparisons)}`,
    OPTIONS,
  ].join("\n\n");
}

function list(tortures: Readonly<Record<string, Torture>>): string {
  const rows = Object.entries(tortures).map(([name, { counts, long, minutes, promise }]) =>
    row(name, `--${counts} ${long}`, minutes, promise)
  );
  const minutes = Object.values(tortures).reduce((sum, { minutes }) => sum + minutes, 0);
  return [...rows, row("all", "", minutes, "all of them, one after the other")].join("\n");
}

function row(name: string, count: string, minutes: number, promise: string): string {
  const time = minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
  return `  ${name.padEnd(10)}${count.padEnd(17)}${time.padStart(6)}  ${promise}`;
}
