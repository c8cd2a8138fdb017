/**
 * The web by Node's client, which alone lets us say to which address it connects. `fetch` looks a name up by itself, after any check of ours, and can be
 * led elsewhere by a name that means two things (DNS rebinding).
 */
import type { IncomingMessage } from "node:http";
import type { LookupFunction } from "node:net";
import type { Readable } from "node:stream";
import { Web, type WebAnswer, type WebQuestion } from "./web.ts";

/** Reaches servers by the addresses that it is given. */
export class PinnedWeb extends Web {
  async isOpen(): Promise<boolean> {
    return (await Deno.permissions.query({ name: "net" })).state === "granted";
  }

  async resolve(host: string): Promise<readonly string[]> {
    const { lookup } = await import("node:dns/promises");
    return (await lookup(host, { all: true })).map(({ address }) => address);
  }

  async send(url: URL, addresses: readonly string[], question: WebQuestion): Promise<WebAnswer> {
    const { request } = url.protocol === "https:" ? await import("node:https") : await import("node:http");
    const { method, body: sent, signal } = question;
    const length = sent === undefined ? {} : { "content-length": String(new TextEncoder().encode(sent).length) };
    const message = await new Promise<IncomingMessage>((resolve, reject) => {
      // Neither an agent, whose connections would be used again, nor a proxy.
      const headers = { ...question.headers, ...length };
      const options = { agent: false, lookup: pinnedTo(addresses), method, headers, signal } as const;
      request(url, options, resolve).on("error", reject).end(sent);
    });
    const headers = new Headers();
    for (const [name, value] of Object.entries(message.headers)) {
      if (value !== undefined && name !== "set-cookie") headers.set(name, String(value));
    }
    const body = streamOf(await unpacked(message, headers.get("content-encoding")));
    return { status: message.statusCode ?? 0, headers, body };
  }
}

/** What the name means is known. */
function pinnedTo(addresses: readonly string[]): LookupFunction {
  const known = addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
  return (_host, options, done) => {
    const [first] = known;
    if (first === undefined) return done(new Error("There is no address to connect to."), "");
    if (options.all) return done(null, known);
    done(null, first.address, first.family);
  };
}

/**
 * The stream as the platform has them. Of the two ways there are for that, `Readable.toWeb` throws past everybody when it is cancelled while something
 * comes, and `ReadableStream.from` keeps the connection when it is cancelled before the first read.
 */
function streamOf(readable: Readable): ReadableStream<Uint8Array> {
  // An error before the first read is told by that.
  readable.on("error", () => {});
  const chunks = readable[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(to) {
      const { done, value } = await chunks.next();
      if (done) to.close();
      else to.enqueue(value);
    },
    cancel: () => void readable.destroy(),
  }, { highWaterMark: 0 });
}

/** Unpacks as it is read: a platform's `DecompressionStream` makes of one small piece as much as is in it, a thousand times its size. */
async function unpacked(message: IncomingMessage, coding: string | null): Promise<Readable> {
  const name = coding?.trim().toLowerCase() ?? "identity";
  if (name === "identity") return message;
  if (!["gzip", "x-gzip", "deflate"].includes(name)) {
    message.destroy();
    throw new Error(`The server packs its answer as ${name}, which was not asked for.`);
  }
  const { createUnzip } = await import("node:zlib");
  const { pipeline } = await import("node:stream");
  // What goes wrong on the way is told by the stream that is read.
  return pipeline(message, createUnzip(), () => {});
}
