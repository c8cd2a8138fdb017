import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Roster } from "../../../core/running/roster.ts";

class Member {
  place = 0;
  constructor(readonly name: number) {}
}

Deno.test("property: whoever comes and goes in whatever order, those are there who have come and not gone", () => {
  const act = fc.record({ act: fc.constantFrom("add" as const, "remove" as const, "take" as const), name: fc.nat(9) });
  fc.assert(fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
    const roster = new Roster<"place", Member>("place");
    const members = Array.from({ length: 10 }, (_, name) => new Member(name));
    const there = new Set<Member>();
    for (const { act, name } of acts) {
      const member = members[name];
      if (act === "add" && !there.has(member)) {
        roster.add(member);
        there.add(member);
      } else if (act === "remove") {
        roster.remove(member);
        there.delete(member);
      } else if (act === "take") {
        assertEquals(new Set(roster.take()), there);
        there.clear();
      }
      assertEquals([new Set(roster), roster.size], [there, there.size]);
    }
  }));
});
