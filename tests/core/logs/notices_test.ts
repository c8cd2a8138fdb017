/** Standard error, whoever reads it. */
import { assert, assertEquals } from "@std/assert";
import { StandardError } from "../../../core/mod.ts";
import { settle, TestClock } from "../../support/clock.ts";

/** Somebody who takes so many bytes at a time, when they are asked to. */
class Reader {
  text = "";
  readonly errors = new StandardError((bytes) => this.#take(bytes));
  #read: (() => void) | undefined;
  failure: Error | undefined;

  constructor(private readonly most = Infinity) {}

  /** Reads what there is, until nobody writes any more. */
  async read(): Promise<void> {
    while (this.#read !== undefined) {
      const read = this.#read;
      this.#read = undefined;
      read();
      await settle();
    }
  }

  #take(bytes: Uint8Array): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    this.#read = () => {
      if (this.failure !== undefined) return reject(this.failure);
      const taken = bytes.slice(0, this.most);
      this.text += new TextDecoder().decode(taken);
      resolve(taken.length);
    };
    return promise;
  }
}

Deno.test("lines come in their order, whole, however little is taken at a time", async () => {
  const reader = new Reader(3);
  for (const line of ["one", "two\nthree", "four"]) reader.errors.write(line);
  await reader.read();
  assertEquals(reader.text, "one\ntwo\nthree\nfour\n");
});

Deno.test("nobody waits for who does not read, only so much is kept for them, and what was left out is counted", async () => {
  const reader = new Reader();
  const line = "x".repeat(99_999);
  for (let written = 0; written < 100; written++) reader.errors.write(line);
  await reader.read();
  assert(reader.text.length < 2_000_000);
  assertEquals(reader.text.split("\n").at(-2), "88 lines were left out, as nobody read them.");
  reader.errors.write("again");
  await reader.read();
  assertEquals(reader.text.split("\n").at(-2), "again");
});

Deno.test("what can't be written is no reason to die, and the next line is tried again", async () => {
  const reader = new Reader();
  reader.failure = new Error("No space left on device");
  reader.errors.write("one");
  await reader.read();
  reader.failure = undefined;
  reader.errors.write("two");
  await reader.read();
  assertEquals(reader.text, "two\n");
});

Deno.test("the end waits until all is written, but not for who never reads", async () => {
  const [reader, clock] = [new Reader(), new TestClock()];
  await reader.errors.flush(clock);
  reader.errors.write("last words");
  let isFlushed = false;
  const flushed = reader.errors.flush(clock).then(() => isFlushed = true);
  await settle();
  assertEquals(isFlushed, false);
  await clock.advance(1_000);
  await flushed;
  reader.errors.write("more");
  const again = reader.errors.flush(clock);
  await reader.read();
  await again;
  assertEquals(reader.text, "last words\nmore\n");
});
