import { assert, assertEquals } from "@std/assert";
import { chaos } from "../../../adapters/delivery/mod.ts";
import { DeliveryUnknown, NotSent, RateLimited, Rejected } from "../../../core/mod.ts";
import { never, ScriptedTransport, send } from "./scripted_transport.ts";

const COUNT = 4_000;

/** How each of many messages ended, and how many were really sent. */
async function run(seed: string): Promise<{ readonly ends: readonly string[]; readonly sent: number }> {
  const transport = new ScriptedTransport().script(...Array<"ok">(COUNT).fill("ok"));
  const failing = chaos({ seed })(transport);
  const ends: string[] = [];
  for (let n = 0; n < COUNT; n++) {
    await failing.perform<"send">(send("a", `${n}`), never()).then(() => ends.push("sent"), (error) => {
      const type = [RateLimited, NotSent, DeliveryUnknown, Rejected].find((type) => error instanceof type);
      ends.push(type?.name ?? String(error));
    });
  }
  return { ends, sent: transport.calls.length };
}

Deno.test("the same seed fails in the same way, another one in another", async () => {
  const [one, same, other] = await Promise.all(["7", "7", "8"].map(run));
  assertEquals(one, same);
  assert(JSON.stringify(one) !== JSON.stringify(other));
});

Deno.test("every kind of failure comes as often as stated; half of what is lost has arrived", async () => {
  const { ends, sent } = await run("portico");
  const share = (name: string) => ends.filter((end) => end === name).length / COUNT * 100;
  const near = (value: number, wanted: number) => assert(Math.abs(value - wanted) < 2, `${value}, not ${wanted}`);
  near(share("RateLimited"), 15);
  near(share("NotSent"), 10);
  near(share("DeliveryUnknown"), 10);
  near(share("Rejected"), 5);
  near(share("sent"), 60);
  near(sent / COUNT * 100, 65);
});
