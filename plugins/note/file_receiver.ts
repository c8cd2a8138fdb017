import { BotPort, type HandlerContext, inject, messageOf, Rejected } from "@portico/bot";
import type { BatchMessage } from "../aggregation/mod.ts";
import type { Vault } from "../vault/mod.ts";
import type { ReceivedFile } from "./received_file.ts";

/** What it takes to put a message's files into a vault. */
export interface Receiving {
  readonly vault: Vault;
  /** Id of the note they are for. */
  readonly note: string;
  readonly message: BatchMessage;
}

type FileContext = Pick<HandlerContext, "conversation" | "language" | "once" | "signal" | "t">;

/** Streams attachments from the platform into a vault. */
@inject(BotPort)
export class FileReceiver {
  /** Built by the kernel. */
  constructor(private readonly bot: BotPort) {}

  /**
   * Puts all files of a message beside the notes, each as a step of its own. One that the platform will never give is told as missing, so
   * that it holds up nothing else.
   *
   * @throws what may pass: the platform can't be reached, the vault can't be written. Trying again goes on where this ended.
   */
  async receive(ctx: FileContext, { vault, note, message }: Receiving): Promise<readonly ReceivedFile[]> {
    const files: ReceivedFile[] = [];
    for (const [index] of message.attachments.entries()) {
      const key = `${message.key}:${index}`;
      const step = () => this.#receive(ctx, { vault, note, message }, index, key);
      files.push(await ctx.once(`file:${key}`, step, { inDoubt: "rerun" }));
    }
    return files;
  }

  async #receive(
    ctx: FileContext,
    { vault, note, message }: Receiving,
    index: number,
    key: string,
  ): Promise<ReceivedFile> {
    const attachment = message.attachments[index];
    const { kind, name, mime, size } = attachment;
    const { platform } = ctx.conversation;
    // Without the platform's adapter nothing can be fetched now, but later: that is told before the file is taken for lost.
    const { largestDownload } = this.bot.capabilities(platform);
    const open = () => this.bot.download(platform, attachment, { signal: ctx.signal });
    // What it is, in one language: a handler that runs again must come to the same name.
    const parts = { name: name ?? kind, ...(mime === undefined ? {} : { mime }) };
    try {
      const stored = await vault.attach(note, { key, ...parts, open });
      return { stored: { path: stored.path, name: stored.name, size: stored.size, hash: stored.hash } };
    } catch (error) {
      // The vault throws errors of its own, and those of the platform as they are.
      if (!isLost(error)) throw error;
      const known = { ...(name === undefined ? {} : { name }), ...(size === undefined ? {} : { size }) };
      return { missing: { kind, ...known, reason: await reasonOf(ctx, error, largestDownload) } };
    }
  }
}

/** The platform said no and will say no again, or the file is gone from where it was. */
function isLost(error: unknown): boolean {
  return error instanceof Rejected || error instanceof Deno.errors.NotFound;
}

async function reasonOf(ctx: FileContext, error: unknown, largest: number | undefined): Promise<string> {
  const status = error instanceof Rejected ? error.status : 404;
  if (status === 404 || status === 410) return ctx.t("file-gone");
  if (status === 413) {
    if (largest === undefined) return ctx.t("file-too-large");
    const { sizeOf } = await import("./note_words.ts");
    return ctx.t("file-too-large-for", { size: sizeOf(ctx, largest) });
  }
  return status === 401 || status === 403 ? ctx.t("file-forbidden") : messageOf(error).replace(/[\s.]+$/, "");
}
