import { assertEquals } from "@std/assert";
import { LONGEST_QUESTION, readQuestion } from "../../../plugins/ask/mod.ts";
import { message } from "../note/messages.ts";

Deno.test("own words are the question, and what was forwarded stands beside it", () => {
  assertEquals(
    readQuestion([
      message("Is this so?"),
      message("It is.", { origin: { from: "Anna" } }),
      message(" And why? "),
      message("", { attachments: [{ ref: "f", kind: "photo" }] }),
    ]),
    { kind: "asked", text: "Is this so?\nAnd why?", forwarded: [{ from: "Anna", text: "It is." }] },
  );
});

Deno.test("what was forwarded alone is the question", () => {
  assertEquals(readQuestion([message("Is it?", { origin: { from: "Anna" } })]), {
    kind: "asked",
    text: "Is it?",
    forwarded: [],
  });
});

Deno.test("signs alone are no question", () => {
  for (const text of ["", "  ", "???", "👍", "-- \n *"]) assertEquals(readQuestion([message(text)]), { kind: "empty" });
  assertEquals(readQuestion([message("7"), message("")]), { kind: "asked", text: "7", forwarded: [] });
});

Deno.test("what is too long together is no question", () => {
  const half = "a".repeat(LONGEST_QUESTION / 2);
  assertEquals(readQuestion([message(half), message(half, { origin: { from: "Anna" } })]).kind, "asked");
  assertEquals(readQuestion([message(half), message(`${half}a`, { origin: { from: "Anna" } })]), {
    kind: "long",
    length: LONGEST_QUESTION + 1,
  });
});
