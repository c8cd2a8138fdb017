import { assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { inlineKeyboard } from "../../../adapters/telegram/inline_keyboard.ts";

describe("Buttons for Telegram", () => {
  it("carry the kernel's ids and links, row by row", () => {
    assertEquals(
      inlineKeyboard([[{ text: "Undo", id: "abcdefghijklmnop.0" }, { text: "Open", url: "https://example.com" }], [{
        text: "No",
        id: "x",
      }]]),
      {
        inline_keyboard: [
          [{ text: "Undo", callback_data: "abcdefghijklmnop.0" }, { text: "Open", url: "https://example.com" }],
          [{ text: "No", callback_data: "x" }],
        ],
      },
    );
  });

  it("are nothing where there are none", () => {
    assertEquals(inlineKeyboard(), undefined);
    assertEquals(inlineKeyboard([]), undefined);
  });

  it("leave out a link for which Telegram would refuse the whole message", () => {
    assertEquals(inlineKeyboard([[{ text: "Open", url: "http://localhost:8080" }], [{ text: "No", id: "x" }]]), {
      inline_keyboard: [[{ text: "No", callback_data: "x" }]],
    });
  });

  it("refuse an id of more than 64 bytes", () => {
    assertThrows(() => inlineKeyboard([[{ text: "Undo", id: "я".repeat(33) }]]), RangeError, "66 bytes");
    assertThrows(() => inlineKeyboard([[{ text: "Undo", id: "" }]]), RangeError);
  });
});
