import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { afterAll, afterEach, beforeAll, beforeEach, describe, it } from "@std/testing/bdd";

/** Keeps from the test runner what `register` registers, so that suites that are to fail or run alone can be looked at. */
function capture(register: () => void): Deno.TestDefinition[] {
  const definitions: Deno.TestDefinition[] = [];
  const original = Deno.test;
  Object.assign(Deno, { test: (definition: Deno.TestDefinition) => definitions.push(definition) });
  try {
    register();
  } finally {
    Object.assign(Deno, { test: original });
  }
  return definitions;
}

/** Runs what was captured, its steps too, and returns the names of those that ran. */
async function run(definitions: readonly Deno.TestDefinition[]): Promise<string[]> {
  const ran: string[] = [];
  const contextOf = (name: string): Deno.TestContext => {
    const step = async (definition: Deno.TestStepDefinition) => {
      if (definition.ignore) return false;
      ran.push(`${name}/${definition.name}`);
      await definition.fn(contextOf(`${name}/${definition.name}`));
      return true;
    };
    return { name, origin: "", step } as Deno.TestContext;
  };
  for (const { name, ignore, fn } of definitions) if (!ignore) await fn(contextOf(name));
  return ran;
}

const log: string[] = [];

describe("a suite", () => {
  beforeAll(() => void log.push("all"));
  afterAll(() => void log.push("end"));
  beforeEach(() => void log.push("each"));
  afterEach(() => void log.push("done"));
  it("runs its cases", () => void log.push("one"));
  describe("inside", () => {
    beforeEach(() => void log.push("inner each"));
    afterEach(() => void log.push("inner done"));
    it("has the hooks of both", () => void log.push("two"));
  });
});

Deno.test("hooks run around the cases, the outer ones outside", () => {
  assertEquals(log, ["all", "each", "one", "done", "each", "inner each", "two", "inner done", "done", "end"]);
});

Deno.test("what hooks set on this is there for each case, and no case changes it for another", async () => {
  interface Shared {
    base: number;
    count: number;
  }
  const seen: number[] = [];
  await run(capture(() => {
    const suite = describe<Shared>({
      name: "shared",
      beforeAll() {
        this.base = 10;
      },
      beforeEach() {
        this.count = this.base;
      },
    });
    it(suite, "first", function () {
      seen.push(++this.count, ++this.base);
    });
    it(suite, "second", function () {
      seen.push(++this.count, ++this.base);
    });
  }));
  assertEquals(seen, [11, 11, 11, 11]);
});

Deno.test("afterEach and afterAll run also when a case fails", async () => {
  const calls: string[] = [];
  const definitions = capture(() => {
    describe("failing", () => {
      afterAll(() => void calls.push("afterAll"));
      afterEach(() => void calls.push("afterEach"));
      it("fails", () => {
        throw new Error("as it should");
      });
    });
  });
  await assertRejects(() => run(definitions), Error, "as it should");
  assertEquals(calls, ["afterEach", "afterAll"]);
});

Deno.test("it.only leaves out its siblings and marks the suite", async () => {
  const definitions = capture(() => {
    describe("suite", () => {
      it("before", () => {});
      it.only("chosen", () => {});
      it("after", () => {});
      describe("other", () => it("inside", () => {}));
    });
  });
  assertEquals(definitions.map(({ name, only }) => ({ name, only })), [{ name: "suite", only: true }]);
  assertEquals(await run(definitions), ["suite/chosen"]);
});

Deno.test("what is ignored is registered as such and does not run", async () => {
  const definitions = capture(() => {
    describe.skip("left out", () => it("case", () => {}));
    it.ignore("case", () => {});
    describe("kept", () => it.skip("step", () => {}));
  });
  assertEquals(definitions.map(({ ignore = false }) => ignore), [true, true, false]);
  assertEquals(await run(definitions), []);
});

Deno.test("a case is named by its function when it has no other name", () => {
  const definitions = capture(() => it(function named() {}));
  assertEquals(definitions[0].name, "named");
});

Deno.test("a suite may not be defined asynchronously", () => {
  const later = (() => Promise.resolve()) as unknown as () => void;
  assertThrows(() => capture(() => describe("later", later)), Error, "must be defined synchronously");
});

Deno.test("a hook outside of suites comes too late after the first registration", () => {
  assertThrows(() => beforeAll(() => {}), Error, "Cannot add global hooks after a global test is registered");
});
