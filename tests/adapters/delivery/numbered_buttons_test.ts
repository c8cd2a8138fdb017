import { assertEquals } from "@std/assert";
import { NumberedButtons } from "../../../adapters/delivery/mod.ts";
import { conversation } from "./scripted_transport.ts";

const chat = conversation("a");

Deno.test("a number presses the button it stands for, in reading order, and a link has none", () => {
  const buttons = new NumberedButtons();
  const site = { text: "Site", url: "https://x" };
  const shown = buttons.show(chat, [[{ text: "Undo", id: "u" }, site], [{ text: "Move", id: "m" }]]);
  assertEquals(shown.map(({ number, button }) => [number, button.text]), [[1, "Undo"], [undefined, "Site"], [
    2,
    "Move",
  ]]);
  assertEquals(buttons.press(chat, " 2 "), { number: 2, button: "m" });
});

Deno.test("what could be no number of a button is a text, and so is every number where there were no buttons", () => {
  const buttons = new NumberedButtons();
  assertEquals(buttons.press(chat, "1"), undefined);
  buttons.show(chat, [[{ text: "Undo", id: "u" }]]);
  for (const text of ["0", "01", "100", "1.", "one", "", "1e0"]) {
    assertEquals(buttons.press(chat, text), undefined, text);
  }
  assertEquals(buttons.press(conversation("b"), "1"), undefined);
});

Deno.test("a number that no button has is told from one that presses", () => {
  const buttons = new NumberedButtons();
  buttons.show(chat, [[{ text: "Undo", id: "u" }]]);
  assertEquals(buttons.press(chat, "7"), { number: 7 });
});

Deno.test("numbers go on from message to message, so that none is taken from a button that is still seen", () => {
  const buttons = new NumberedButtons();
  buttons.show(chat, [[{ text: "Yes", id: "y" }, { text: "No", id: "n" }]]);
  buttons.show(conversation("b"), [[{ text: "Other", id: "o" }]]);
  const [undo] = buttons.show(chat, [[{ text: "Undo", id: "u" }]]);
  buttons.show(chat);
  assertEquals(undo.number, 3);
  assertEquals(["1", "2", "3"].map((text) => buttons.press(chat, text)?.button), ["y", "n", "u"]);
  assertEquals(buttons.press(conversation("b"), "1")?.button, "o");
});

Deno.test("after 99 the numbers begin again, and the newest has them", () => {
  const buttons = new NumberedButtons();
  for (let index = 1; index <= 100; index++) buttons.show(chat, [[{ text: "Undo", id: `u${index}` }]]);
  assertEquals(["1", "2", "99"].map((text) => buttons.press(chat, text)?.button), ["u100", "u2", "u99"]);
});
