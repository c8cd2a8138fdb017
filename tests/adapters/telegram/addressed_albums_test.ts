import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { IncomingMessage } from "../../../core/mod.ts";
import { logger } from "../../../core/mod.ts";
import { TestClock } from "../../support/clock.ts";
import { MemoryStore } from "../../support/memory_store.ts";
import { AddressedAlbums } from "../../../adapters/telegram/addressed_albums.ts";

/** A part of an album. */
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

function make(store = new MemoryStore(), clock = new TestClock()): AddressedAlbums {
  return new AddressedAlbums(store, clock, logger("test"));
}

describe("Addressed albums", () => {
  it("are for the bot as a whole when one part says so", () => {
    const albums = make();
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
    const albums = make();
    albums.includes(part(true, "a"));
    assertEquals(albums.includes(part(false, "a", "-2")), false);
  });

  it("are remembered while they arrive, not for ever", () => {
    const albums = make();
    for (let index = 0; index <= 100; index++) albums.includes(part(true, `a${index}`));
    assertEquals(albums.includes(part(false, "a0")), false);
    assertEquals(albums.includes(part(false, "a1")), true);
  });

  it("are known after a restart between their parts, the latest of them", async () => {
    const [store, clock] = [new MemoryStore(), new TestClock()];
    const before = make(store, clock);
    for (let index = 100; index >= 0; index--) {
      before.includes(part(true, `a${index}`));
      await clock.advance(1);
    }
    const after = make(store, clock);
    await after.load();
    assertEquals([100, 99, 0].map((index) => after.includes(part(false, `a${index}`))), [false, true, true]);
  });
});
