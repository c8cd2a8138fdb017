import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { toolName } from "../../../plugins/mcp/offered_tools.ts";

Deno.test("a tool is called after its server and itself", () => {
  assertEquals(toolName("my-files", "readFile", new Set()), "my_files_read_file");
  assertEquals(toolName("a", "get.Weather/now", new Set()), "a_get_weather_now");
  assertEquals(toolName("a", "погода", new Set()), "a");
});

Deno.test("whatever tools are called, each has a name of its own that models take, the same each time", () => {
  const names = (tools: readonly string[]) => {
    const taken = new Set<string>();
    for (const tool of tools) taken.add(toolName("server", tool, taken));
    return [...taken];
  };
  fc.assert(fc.property(fc.array(fc.string({ unit: "binary", maxLength: 150 })), (tools) => {
    const all = names(tools);
    assertEquals(all.length, tools.length);
    assert(all.every((name) => /^[a-z][a-z0-9_]{0,63}$/.test(name)));
    assertEquals(names(tools), all);
  }));
});
