/** Everything that a bot has written, as text by the name of its place. */
import type { FakeOpenAI } from "../../support/fake_openai/mod.ts";
import type { FakeTelegram } from "../../support/fake_telegram/mod.ts";
import { join } from "node:path";

/** A place, and what is written there. */
export type Place = readonly [where: string, text: string];

/** A file that others on the machine could read, beside what is meant for people: notes and their history. */
const OF_PEOPLE = /^vaults(?:\/|$)/;

/** What a fake Telegram was sent, and what stands in its chats. */
export function* placesOfTelegram(telegram: FakeTelegram): Generator<Place> {
  for (const { method, args } of telegram.calls) {
    yield [`sent to telegram: ${method}`, JSON.stringify(args, bytesAsText)];
  }
  for (const { messages } of telegram.state.chats.values()) {
    for (const { isBots, wire } of messages) if (isBots) yield ["chat", JSON.stringify(wire, bytesAsText)];
  }
}

/** What a model was sent. */
export function* placesOfModel({ requests }: FakeOpenAI): Generator<Place> {
  for (const { headers, body } of requests) {
    yield ["sent to model: headers", JSON.stringify([...headers])];
    yield ["sent to model: body", JSON.stringify(body)];
  }
}

/** All files below a folder; what git has packed is unpacked. @param stage begins the names of the places. */
export async function* placesInFolder(stage: string, folder: string, path = ""): AsyncGenerator<Place> {
  if (path === "" && !await isThere(folder)) return; // a program that did not come to run has made none
  for await (const { name, isDirectory, isFile } of Deno.readDir(join(folder, path))) {
    const inner = join(path, name);
    if (isDirectory) yield* placesInFolder(stage, folder, inner);
    if (!isFile) continue;
    const bytes = await Deno.readFile(join(folder, inner)).catch(() => undefined); // git removes files of its own
    if (bytes === undefined) continue;
    yield [`${stage}: ${inner}`, latin1(bytes)];
    if (/\.git\/objects\/../.test(inner)) yield [`${stage}: ${inner}`, latin1(await inflated(bytes))];
  }
}

/** Files beneath the folder that are nobody's notes, and which others could read. */
export async function* readableByOthers(folder: string, path = ""): AsyncGenerator<string> {
  if (Deno.build.os === "windows") return;
  for await (const { name, isDirectory } of Deno.readDir(join(folder, path))) {
    const inner = join(path, name);
    if (OF_PEOPLE.test(inner)) continue;
    if (isDirectory) yield* readableByOthers(folder, inner);
    else if (((await Deno.stat(join(folder, inner))).mode ?? 0) & 0o077) yield inner;
  }
}

async function isThere(folder: string): Promise<boolean> {
  return await Deno.stat(folder).then(() => true, () => false);
}

/** Every byte as the sign of its number, so that what is text among them can be read. */
function latin1(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes);
}

async function inflated(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer().catch(() => new ArrayBuffer(0)));
}

function bytesAsText(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? latin1(value) : value;
}
