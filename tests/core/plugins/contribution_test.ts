import { assertEquals, assertThrows } from "@std/assert";
import { type Contribution, contribution, declarationsOf } from "../../../core/mod.ts";

type Listener = (word: string) => string;
const hears: Contribution<[word: string], { readonly word: string }, Listener> = contribution({
  id: "test.hears",
  options: (word) => ({ word }),
  key: ({ word }, method, plugin) => `${plugin}.${method}.${word}`,
  check: ({ word }) => word === "" ? "Say a word." : undefined,
});
const plain: Contribution<[], null, () => void> = contribution({ id: "test.plain", options: () => null });

/** What a class declares: point, method and options. */
function declared(type: abstract new () => object) {
  return declarationsOf(type).map(({ point, method, options }) => [point.id, method, options]);
}

Deno.test("a decorated method is declared with its point, its name and what the decorator made of its arguments", () => {
  class Ear {
    @hears("hello")
    greet(word: string) {
      return word;
    }
  }
  assertEquals(declared(Ear), [["test.hears", "greet", { word: "hello" }]]);
});

Deno.test("one method may be declared several times, at one point and at several", () => {
  class Ear {
    @plain()
    @hears("hi")
    @hears("hello")
    greet() {
      return "";
    }
  }
  assertEquals(declared(Ear), [
    ["test.hears", "greet", { word: "hello" }],
    ["test.hears", "greet", { word: "hi" }],
    ["test.plain", "greet", null],
  ]);
});

Deno.test("a class without decorated methods declares nothing", () => {
  assertEquals(declared(class {}), []);
});

Deno.test("a subclass has what its ancestors declare, and classes beside it have not", () => {
  class Ear {
    @hears("hello")
    greet() {
      return "";
    }
  }
  class Fine extends Ear {
    @hears("bye")
    part() {
      return "";
    }
  }
  class Finest extends Fine {}
  class Other extends Ear {}
  const words = (type: typeof Ear) => declared(type).map(([, method]) => method).sort();
  assertEquals(words(Finest), ["greet", "part"]);
  assertEquals(words(Other), ["greet"]);
  assertEquals(words(Ear), ["greet"]);
});

Deno.test("a subclass that declares a method again replaces all its parent said of it at that point, and nothing at others", () => {
  class Ear {
    @plain()
    @hears("hello")
    @hears("hi")
    greet() {
      return "";
    }
  }
  class Deaf extends Ear {
    @hears("HELLO")
    override greet() {
      return "";
    }
  }
  assertEquals(declared(Deaf), [["test.hears", "greet", { word: "HELLO" }], ["test.plain", "greet", null]]);
});

Deno.test("a method that a subclass only overrides keeps its parent's declaration", () => {
  class Ear {
    @hears("hello")
    greet() {
      return "";
    }
  }
  class Loud extends Ear {
    override greet() {
      return "!";
    }
  }
  assertEquals(declared(Loud), [["test.hears", "greet", { word: "hello" }]]);
});

Deno.test("key and check are the definition's, and by default ask for nothing", () => {
  assertEquals(hears.key({ word: "hello" }, "greet", "ear"), "ear.greet.hello");
  assertEquals(hears.check({ word: "" }, "greet"), "Say a word.");
  assertEquals(plain.key(null, "greet", "ear"), undefined);
  assertEquals(plain.check(null, "greet"), undefined);
});

Deno.test("private and static methods can't be declared", () => {
  assertThrows(
    () =>
      class {
        @hears("hello")
        static greet() {
          return "";
        }
      },
    TypeError,
    "not on greet",
  );
  assertThrows(
    () =>
      class {
        @hears("hello")
        #greet() {
          return "";
        }
      },
    TypeError,
    "not on #greet",
  );
});
