import { assertEquals } from "@std/assert";
import { NumberedButtons } from "../../../adapters/delivery/mod.ts";
import { conversation } from "./scripted_transport.ts";

const chat = conversation("a");

Deno.test("a number presses the button it stands for, in reading order", () => {
  const buttons = new NumberedButtons();
  const shown = buttons.show(chat, [[{ text: "Undo", id: "u" }, { text: "Move", id: "m" }], [{
    text: "Site",
    url: "https://x",
  }]]);
  assertEquals(shown.map(({ number, button }) => `${number} ${button.text}`), ["1 Undo", "2 Move", "3 Site"]);
  assertEquals(buttons.press(chat, " 2 "), "m");
});

Deno.test("what is no number of a button is a text", () => {
  const buttons = new NumberedButtons();
  buttons.show(chat, [[{ text: "Undo", id: "u" }, { text: "Site", url: "https://x" }]]);
  for (const text of ["0", "3", "01", "1.", "one", "", "1e0", "2"]) {
    assertEquals(buttons.press(chat, text), undefined, text);
  }
});

Deno.test("only the newest message of a conversation has numbers", () => {
  const buttons = new NumberedButtons();
  buttons.show(chat, [[{ text: "Undo", id: "u" }]]);
  buttons.show(conversation("b"), [[{ text: "Other", id: "o" }]]);
  assertEquals(buttons.press(chat, "1"), "u");
  buttons.show(chat);
  assertEquals(buttons.press(chat, "1"), undefined);
  assertEquals(buttons.press(conversation("b"), "1"), "o");
});
