import { assertEquals, assertRejects } from "@std/assert";
import { ConfigError, type ConfigFiles, readConfig } from "../../../core/mod.ts";

/** No files but, where it is given, `portico.yaml`. */
function filesWith(yaml?: string): ConfigFiles {
  return {
    folder: "/home",
    readText: (path) =>
      yaml !== undefined && path.endsWith("portico.yaml")
        ? Promise.resolve(yaml)
        : Promise.reject(new Deno.errors.NotFound()),
    kindOf: () => Promise.resolve("nothing"),
  };
}

function read(yaml?: string, env: Record<string, string> = {}, args: readonly string[] = []) {
  return readConfig({ args, env, files: filesWith(yaml) });
}

Deno.test("attempts, delay and rates of delivery come from the file or the environment", async () => {
  const yaml = "delivery: { attempts: 5, firstDelay: 2s, bot: 25/1s, private: 3 / 3s }";
  const { delivery } = await read(yaml, { PORTICO_DELIVERY_ATTEMPTS: "4", PORTICO_DELIVERY_GROUP: "20/1m" });
  assertEquals(delivery, {
    attempts: 4,
    firstDelay: 2_000,
    rates: {
      bot: { limit: 25, window: 1_000 },
      private: { limit: 3, window: 3_000 },
      group: { limit: 20, window: 60_000 },
    },
  });
});

Deno.test("a rate that means nothing, and a setting there isn't, are told with what to write", async () => {
  for (const rate of ["30", "0/1s", "30/0s", "30/soon", "-1/1s", "1.5/1s"]) {
    const { problems } = await assertRejects(() => read(undefined, { PORTICO_DELIVERY_BOT: rate }), ConfigError);
    assertEquals(problems, [
      `PORTICO_DELIVERY_BOT must be so many in a time, as "30/1s", not ${JSON.stringify(rate)}.`,
    ]);
  }
  const { problems } = await assertRejects(() => read("delivery: { atempts: 3 }"), ConfigError);
  assertEquals(problems, ["delivery.atempts in portico.yaml is no setting. Did you mean delivery.attempts?"]);
});

Deno.test("--chaos may have a seed, and is off without it", async () => {
  assertEquals((await read()).chaos, undefined);
  assertEquals((await read(undefined, {}, ["--chaos"])).chaos, "");
  assertEquals((await read(undefined, {}, ["--chaos=7"])).chaos, "7");
});
