import { type OutgoingFile, Rejected, secrets } from "../../core/mod.ts";
import { InputFile } from "grammy/web";

/** What the Bot API's own server takes from bots, in bytes. */
const LARGEST = 50 * 1024 * 1024;

/** A file on its way to Telegram. */
export interface Upload {
  readonly file: InputFile;
  /** Why the file itself was not read to its end; then nothing of it has arrived. */
  failure(): Rejected | undefined;
}

/**
 * Opens a file for one attempt; its bytes flow as Telegram takes them, and are never all in memory. One that is too large breaks off by itself:
 * Telegram's own server would close the connection, and nobody could say what has become of it.
 *
 * @param isBounded whether the bound of Telegram's own server holds.
 * @throws {Rejected} it can't be opened.
 */
export async function openUpload({ name, open }: OutgoingFile, isBounded: boolean): Promise<Upload> {
  const unreadable = (error: unknown) => new Rejected(`The file ${name} can't be read.`, undefined, { cause: error });
  let stream: ReadableStream<Uint8Array>;
  try {
    stream = await open();
  } catch (error) {
    throw unreadable(error);
  }
  let failure: Rejected | undefined;
  async function* read(): AsyncGenerator<Uint8Array> {
    let size = 0;
    try {
      for await (const bytes of stream) {
        size += bytes.length;
        if (isBounded && size > LARGEST) throw failure = tooLarge(name);
        yield bytes;
      }
    } catch (error) {
      throw failure ??= unreadable(error);
    }
  }
  return { file: new InputFile(read(), quoted(name)), failure: () => failure };
}

function tooLarge(name: string): Rejected {
  return new Rejected(`Telegram takes no files larger than 50 MB from bots, and ${name} is one.`, 413);
}

/** As a header has it: without quotes, a semicolon would end the name. */
function quoted(name: string): string {
  const plain = [...secrets.redact(name)].map((char) => char < " " || '"\\/;'.includes(char) ? "_" : char).join("");
  return `"${plain || "file"}"`;
}
