import { type OutgoingFile, Rejected, secrets } from "../../core/mod.ts";
import { InputFile } from "grammy/web";

/** A file on its way to Telegram. */
export interface Upload {
  readonly file: InputFile;
  /** Why the file itself could not be read to its end; then nothing of it has arrived. */
  failure(): Rejected | undefined;
}

/**
 * Opens a file for one attempt; its bytes flow as Telegram takes them, and are never all in memory.
 *
 * @throws {Rejected} it can't be opened.
 */
export async function openUpload({ name, open }: OutgoingFile): Promise<Upload> {
  const unreadable = (error: unknown) => new Rejected(`The file ${name} can't be read.`, undefined, { cause: error });
  let stream: ReadableStream<Uint8Array>;
  try {
    stream = await open();
  } catch (error) {
    throw unreadable(error);
  }
  let failure: Rejected | undefined;
  async function* read(): AsyncGenerator<Uint8Array> {
    try {
      yield* stream;
    } catch (error) {
      failure = unreadable(error);
      throw failure;
    }
  }
  return { file: new InputFile(read(), quoted(name)), failure: () => failure };
}

/** As a header has it: without quotes, a semicolon would end the name. */
function quoted(name: string): string {
  const plain = [...secrets.redact(name)].map((char) => char < " " || '"\\/;'.includes(char) ? "_" : char).join("");
  return `"${plain || "file"}"`;
}
