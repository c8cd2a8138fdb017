import { assertEquals } from "@std/assert";
import { z } from "zod";
import { lazySchema } from "../../../core/schemas/schema.ts";

Deno.test("a lazy schema is made by its first use, and only once", async () => {
  let made = 0;
  const schema = lazySchema(() => {
    made++;
    return z.object({ sides: z.number() });
  });
  assertEquals(made, 0);
  assertEquals(await schema["~standard"].validate({ sides: 6 }), { value: { sides: 6 } });
  const { issues = [] } = await schema["~standard"].validate({ sides: "six" });
  assertEquals(issues.map(({ path }) => path), [["sides"]]);
  assertEquals(made, 1);
});
