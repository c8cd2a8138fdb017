import {
  type Attachment,
  DeliveryUnknown,
  type Operation,
  type OperationKind,
  type OperationOf,
  type OperationResults,
  type OutgoingFile,
  Rejected,
  type Transport,
} from "../../core/mod.ts";
import { join } from "node:path";
import type { ButtonCarriers } from "./button_carriers.ts";
import type { Face } from "./face.ts";

/** Carries out operations on a face. */
export class ConsoleTransport implements Transport {
  #sent = 0;

  /**
   * @param carriers learns which message carries which button.
   * @param prefix begins the ids of this run's messages, so that no id comes twice in the life of a data folder.
   * @param folder where copies of sent files go.
   */
  constructor(
    private readonly face: Face,
    private readonly carriers: ButtonCarriers,
    private readonly prefix: string,
    private readonly folder: string,
  ) {}

  async perform<K extends OperationKind>(operation: OperationOf<K>): Promise<OperationResults[K]> {
    return await this.#perform(operation) as OperationResults[K];
  }

  async #perform(operation: Operation): Promise<OperationResults[OperationKind]> {
    if (operation.kind === "download") return await openFile(operation.attachment);
    try {
      return await this.#show(operation);
    } catch (error) {
      if (error instanceof Rejected) throw error;
      throw new DeliveryUnknown("The output was closed while something was written to it.", { cause: error });
    }
  }

  async #show(operation: Exclude<Operation, OperationOf<"download">>): Promise<OperationResults[OperationKind]> {
    const { face } = this;
    switch (operation.kind) {
      case "send": {
        const { conversation, text, buttons, replyTo, format } = operation;
        const plain = format === "plain";
        const id = this.#nextId();
        this.carriers.note(id, buttons);
        await face.message({ conversation, id, text, plain, ...(buttons && { buttons }), ...(replyTo && { replyTo }) });
        return { conversation, id };
      }
      case "edit": {
        const { message, text, buttons, format } = operation;
        this.carriers.note(message.id, buttons);
        await face.edit({ ...message, text, plain: format === "plain", ...(buttons && { buttons }) });
        return message;
      }
      case "sendFile": {
        const { conversation, file, caption, replyTo, format } = operation;
        const plain = format === "plain";
        const id = this.#nextId();
        const shown = { conversation, id, name: file.name, path: await this.#save(file, id), plain };
        await face.file({ ...shown, ...(caption && { caption }), ...(replyTo && { replyTo }) });
        return { conversation, id };
      }
      case "delete":
        return await face.delete(operation.message.conversation, operation.message.id);
      case "react":
        return await face.reaction(operation.message.conversation, operation.message.id, operation.emoji);
      case "typing":
        return await face.typing(operation.conversation);
      case "answerAction":
        return await face.answer(operation.conversation, operation.callback, operation.text);
      case "menu":
        return;
    }
  }

  #nextId(): string {
    return `${this.prefix}${++this.#sent}`;
  }

  /** A copy under the message's id: the sender's name is shown, but never a path to write to. */
  async #save(file: OutgoingFile, id: string): Promise<string> {
    const ending = /\.[A-Za-z0-9]{1,10}$/.exec(file.name)?.[0] ?? "";
    const path = join(this.folder, `${id}${ending}`);
    try {
      await Deno.mkdir(this.folder, { recursive: true });
      await Deno.writeFile(path, await file.open(), { createNew: true });
    } catch (error) {
      throw new Rejected(`The file ${file.name} could not be saved in ${this.folder}.`, undefined, { cause: error });
    }
    return path;
  }
}

async function openFile({ ref, name = ref }: Attachment): Promise<ReadableStream<Uint8Array>> {
  try {
    return (await Deno.open(ref)).readable;
  } catch (error) {
    throw new Rejected(`The file ${name} is not there any more or can't be read.`, undefined, { cause: error });
  }
}
