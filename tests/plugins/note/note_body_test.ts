import { assertEquals } from "@std/assert";
import { bodyOf, type BodyWords, cleanText, contentOf, originsOf } from "../../../plugins/note/note_body.ts";
import type { ReceivedFile } from "../../../plugins/note/received_file.ts";
import { message } from "./messages.ts";

const words: BodyWords = {
  forwarded: ({ from, link }) => `from ${from} ${link}`,
  missing: ({ name, reason }) => `no ${name}: ${reason}`,
};

function stored(name: string): ReceivedFile {
  return { stored: { path: `attachments/${name}`, name, size: 1, hash: name } };
}

function lost(name: string): ReceivedFile {
  return { missing: { kind: "document", name, reason: "gone" } };
}

function body(...messages: [ReturnType<typeof message>, ...ReceivedFile[]][]): string {
  return bodyOf(messages.map(([message, ...files]) => ({ message, files })), words);
}

Deno.test("messages are paragraphs in order, and keep their lines", () => {
  assertEquals(
    body([message("buy milk\n  and bread")], [message("\n\n> quote\n")]),
    "buy milk\n  and bread\n\n> quote",
  );
});

Deno.test("files stand behind the text of their message", () => {
  assertEquals(
    body([message("one"), stored("a.png"), stored("b c.zip")], [message("two"), stored("c.txt")]),
    "one\n\n![a.png](attachments/a.png)\n[b c.zip](attachments/b%20c.zip)\n\ntwo\n\n[c.txt](attachments/c.txt)",
  );
});

Deno.test("an album is one: its texts, then its files beside each other", () => {
  const album = "x";
  assertEquals(
    body(
      [message("caption", { album }), stored("1.jpg")],
      [message("", { album }), stored("2.jpg")],
      [message("", { album: "y" }), stored("3.jpg")],
    ),
    "caption\n\n![1.jpg](attachments/1.jpg)\n![2.jpg](attachments/2.jpg)\n\n![3.jpg](attachments/3.jpg)",
  );
});

Deno.test("a file that could not be fetched leaves what is known of it", () => {
  assertEquals(
    body([message("one"), stored("a.txt"), lost("b.zip")]),
    "one\n\n[a.txt](attachments/a.txt)\n\n> no b.zip: gone",
  );
});

Deno.test("what was forwarded says from where, once for all that came from there in a row", () => {
  const origin = { from: "Anna", link: "https://t.me/a/1" };
  const header = "> from Anna https://t.me/a/1";
  assertEquals(
    body([message("one", { origin })], [message("two", { origin: { ...origin } })], [message("three")], [
      message("four", { origin }),
    ]),
    `${header}\n\none\n\ntwo\n\nthree\n\n${header}\n\nfour`,
  );
});

Deno.test("a text keeps what it says and loses what is no character", () => {
  assertEquals(cleanText("\r\n \n  a\r\nb\0\x07\tc \n\n"), "  a\nb\tc");
  assertEquals(cleanText("a\uD800b"), "a\uFFFDb");
});

Deno.test("the content is the same for the same texts and origins, whatever messages carry them", () => {
  assertEquals(contentOf([message("a "), message(""), message("b")]), contentOf([message("a"), message("b")]));
  const origin = { from: "Anna" };
  assertEquals(contentOf([message("a")]) === contentOf([message("a", { origin })]), false);
});

Deno.test("front matter names each origin once, and several as a list", () => {
  assertEquals(originsOf([message("a")]), {});
  assertEquals(originsOf([message("a", { origin: { from: "Anna", link: "l" } })]), {
    forwarded_from: "Anna",
    forwarded_link: "l",
  });
  const origins = [{ from: "Anna" }, { from: "Boris", link: "b" }, { from: "Anna" }];
  assertEquals(originsOf(origins.map((origin) => message("a", { origin }))), {
    forwarded_from: ["Anna", "Boris"],
    forwarded_link: "b",
  });
});
