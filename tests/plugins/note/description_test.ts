import { assertEquals } from "@std/assert";
import type { Attachment } from "@portico/bot";
import { describe } from "../../../plugins/note/description.ts";
import { message } from "./messages.ts";

function file(name?: string): Attachment {
  return { ref: "r", kind: "document", ...(name === undefined ? {} : { name }) };
}

Deno.test("title and tags come from all messages, the first ones first", () => {
  const messages = [
    message("", { attachments: [file("boat.jpg")] }),
    message("The #boat sails"),
    message("#Boat #sea"),
  ];
  assertEquals(describe({ messages }), { title: "The boat sails", tags: ["boat", "sea"] });
});

Deno.test("where nothing is written, the first file with a name gives it, without its extension", () => {
  const titles = [
    [file(), file("Year.report.pdf")],
    [file("../../etc/passwd")],
    [file(".profile")],
    [file("…"), file("C:\\a\\b.txt")],
    [file()],
  ].map((attachments) => describe({ messages: [message(" ", { attachments })] }).title);
  assertEquals(titles, ["Year.report", "passwd", ".profile", "b", undefined]);
});
