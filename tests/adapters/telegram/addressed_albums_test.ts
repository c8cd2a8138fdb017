import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { IncomingMessage } from "../../../core/mod.ts";
import { AddressedAlbums } from "../../../adapters/telegram/addressed_albums.ts";

function part(addressed: boolean, album?: string, chat = "-1") {
  const event: IncomingMessage = {
    kind: "message",
    key: "k",
    conversation: { platform: "telegram", chat, kind: "group" },
    sender: { platform: "telegram", user: "7" },
    at: 0,
    id: "1",
    text: "",
    attachments: [],
    ...(album === undefined ? {} : { album }),
  };
  return { kind: "event", event, addressed } as const;
}

describe("Addressed albums", () => {
  it("are for the bot as a whole when one part says so", () => {
    const albums = new AddressedAlbums();
    assertEquals(
      [part(true, "a"), part(false, "a"), part(false, "b"), part(false)].map((each) => albums.includes(each)),
      [
        true,
        true,
        false,
        false,
      ],
    );
  });

  it("are those of one chat", () => {
    const albums = new AddressedAlbums();
    albums.includes(part(true, "a"));
    assertEquals(albums.includes(part(false, "a", "-2")), false);
  });

  it("are remembered while they arrive, not for ever", () => {
    const albums = new AddressedAlbums();
    for (let index = 0; index <= 100; index++) albums.includes(part(true, `a${index}`));
    assertEquals(albums.includes(part(false, "a0")), false);
    assertEquals(albums.includes(part(false, "a1")), true);
  });
});
