/** The command line of `deno task torture`: what is read of it, nothing is run. */
import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { help } from "./help.ts";
import { readRequest, RequestError } from "./request.ts";
import { comparisons, tortures } from "./tortures.ts";

const catalogue = { tortures, comparisons };

/** Which are run how often, such as `crash 1000`. */
function jobsOf(line: string): string[] {
  const request = readRequest(line.split(" "), catalogue);
  if (request === "help") throw new Error("It only tells what there is.");
  return request.jobs.map(({ name, count }) => `${name} ${count}`);
}

function refusalOf(line: string): string {
  return assertThrows(() => readRequest(line.split(" "), catalogue), RequestError).message;
}

Deno.test("without arguments, and by --help, it is only told what there is", () => {
  for (const args of [[], ["--help"], ["-h"], ["crash", "--help"]]) assertEquals(readRequest(args, catalogue), "help");
});

Deno.test("the help has each torture with its option and default, and each comparison", () => {
  const lines = help(catalogue).split("\n");
  for (const [name, { counts, long, minutes, promise }] of Object.entries({ ...tortures })) {
    const line = lines.find((line) => line.startsWith(`  ${name} `)) ?? "";
    for (const part of [`--${counts} ${long} `, ` ${minutes} min `, promise]) assertStringIncludes(line, part);
  }
  const behind = lines.slice(lines.findIndex((line) => line.startsWith("Comparisons")));
  for (const name of Object.keys(comparisons)) assertEquals(behind.some((line) => line.startsWith(`  ${name} `)), true);
});

Deno.test("those that are named are run, as often as by default or as their options say", () => {
  assertEquals(jobsOf("crash"), ["crash 1000"]);
  assertEquals(jobsOf("crash plugins --loads 20"), ["crash 1000", "plugins 20"]);
  assertEquals(jobsOf("time network --rounds=20"), ["time 20", "network 20"]);
  assertEquals(jobsOf("all --kills 3").slice(0, 2), ["crash 3", "power 500"]);
  assertEquals(jobsOf("all").length, Object.keys(tortures).length);
  assertEquals(jobsOf("order isolation --peers"), ["order 1000", "isolation 100"]);
});

Deno.test("without a name, a count which only one of them has says which is meant", () => {
  assertEquals(jobsOf("--kills 1000 --seed 3"), ["crash 1000"]);
  assertEquals(jobsOf("--stops 5"), ["shutdown 5"]);
  assertEquals(jobsOf("--peers --sends 5"), ["repeats 5"]);
  assertStringIncludes(refusalOf("--rounds 3"), "Name the torture, one of disk, time, network, secrets.");
  assertStringIncludes(refusalOf("--kills 3 --stops 3"), "Name the torture, one of crash, shutdown.");
  for (const line of ["--seed 3", "--json"]) assertStringIncludes(refusalOf(line), "Name the torture. `deno task");
});

Deno.test("--peers alone is all comparisons", () => {
  assertEquals(jobsOf("--peers"), jobsOf("all --peers"));
  assertEquals(jobsOf("--peers").length, Object.keys(comparisons).length);
});

Deno.test("the seed, --peers and --json are read", () => {
  assertEquals(readRequest(["crash", "--seed", "7", "--peers", "--json"], catalogue), {
    jobs: [{ name: "crash", torture: comparisons.crash, count: 30 }],
    seed: 7,
    peers: true,
    json: true,
  });
  assertEquals(readRequest(["crash"], catalogue), {
    jobs: [{ name: "crash", torture: tortures.crash, count: 1_000 }],
    peers: false,
    json: false,
  });
});

Deno.test("the count of another torture is refused, with the one that is meant", () => {
  assertStringIncludes(refusalOf("crash --rounds 3"), "--rounds is of another torture: crash has --kills N.");
  assertStringIncludes(refusalOf("plugins --rounds 20"), "plugins has --loads N");
  assertStringIncludes(refusalOf("time shutdown --kills 3"), "time has --rounds N, shutdown has --stops N");
  assertStringIncludes(refusalOf("all --sends 3"), "--sends is of another torture");
});

Deno.test("a name that there is not is refused with those that there are, and with where it is", () => {
  const order = refusalOf("order");
  assertStringIncludes(
    order,
    "order is one of the comparisons with peers, which need --peers: deno task torture order --peers",
  );
  assertStringIncludes(order, "With --peers: crash, shutdown, isolation, order, repeats, flood, unload, and all.");
  assertStringIncludes(refusalOf("power --peers"), "Without --peers it is there: deno task torture power");
  const extra = refusalOf("all extra");
  assertStringIncludes(extra, "There is no torture extra.");
  assertStringIncludes(extra, `Without --peers there are: ${Object.keys(tortures).join(", ")}, and all.`);
  assertEquals(refusalOf("all crash"), "all stands alone: the others are in it.");
});

Deno.test("options that there are not, and values that are none, are refused in our own words", () => {
  assertStringIncludes(refusalOf("crash --kils 3"), "There is no option --kils; --kills, maybe.");
  assertStringIncludes(refusalOf("crash -x"), "There is no option -x.");
  for (const line of ["--kills", "--kills 0", "--kills -3", "--kills 1.5", "--kills many", "--kills="]) {
    assertStringIncludes(refusalOf(`crash ${line}`), "--kills takes a whole number above 0, as in --kills 100.");
  }
  assertEquals(refusalOf("crash --json=no"), "--json takes no value.");
});
