import { inject, sha256 } from "@portico/bot";
import type { Batch, BatchContext } from "../aggregation/mod.ts";
import { contentHash, type NewNote, type NoteSummary, type Vault, VaultError, Vaults } from "../vault/mod.ts";
import { FileReceiver } from "./file_receiver.ts";
import type { ReceivedMessage } from "./note_body.ts";
import type { MissingFile } from "./received_file.ts";
import { WrittenNotes } from "./written_notes.ts";

/** What a person is told of a note. Plain data, so that a step can remember it. */
export type NoteReference = {
  readonly id: string;
  readonly title: string;
  /** Path within the vault. */
  readonly path: string;
  /** Without `#`. */
  readonly tags: readonly string[];
  /** Wall time in milliseconds. */
  readonly created: number;
};

/** What became of a batch. */
export type NoteOutcome =
  | {
    readonly kind: "saved";
    readonly note: NoteReference;
    /** How many files are in it. */
    readonly files: number;
    readonly missing: readonly MissingFile[];
    /** Whoever sent it has given it its title, by front matter. */
    readonly isNamed: boolean;
  }
  /** The note is in the vault's trash, from where it can be restored, because the same content is in another note. */
  | { readonly kind: "duplicate"; readonly note: NoteReference; readonly of: NoteReference }
  /** There was nothing in it to keep. */
  | { readonly kind: "empty" };

/**
 * Makes notes of batches. Everything is a step whose repetition does no harm: whatever dies in between, a batch becomes one note, with each
 * of its files once.
 */
@inject(Vaults, FileReceiver, WrittenNotes)
export class NoteCreationService {
  /** Built by the kernel. */
  constructor(
    private readonly vaults: Vaults,
    private readonly files: FileReceiver,
    private readonly written: WrittenNotes,
  ) {}

  /**
   * Writes the note of a batch. When the account has a note with the same content, the new one goes to the trash instead: nothing is there
   * twice, and nothing is lost.
   *
   * @throws {VaultError} the vault can't be written; nothing is lost, and calling it again goes on where it ended.
   */
  async create(batch: Batch, ctx: BatchContext): Promise<NoteOutcome> {
    const { id, messages, missing, note, isNamed } = await this.#prepare(batch, ctx);
    if (note === undefined) return { kind: "empty" };
    const vault = this.vaults.of(batch.account);
    const of = await ctx.once("same", () => this.#findSame(ctx, vault, note), { inDoubt: "rerun" });
    const created = await this.#write(ctx, vault, note, messages);
    if (of === null) {
      const { storedIn } = await import("./received_file.ts");
      const files = messages.reduce((sum, message) => sum + storedIn(message.files).length, 0);
      return { kind: "saved", note: created, files, missing, isNamed };
    }
    await this.#putAside(ctx, vault, id);
    return { kind: "duplicate", note: created, of };
  }

  /** Writes the note of a batch into the trash, from where it can be restored. `undefined` when there was nothing in it to keep. */
  async createAside(batch: Batch, ctx: BatchContext): Promise<NoteReference | undefined> {
    const { id, messages, note } = await this.#prepare(batch, ctx);
    if (note === undefined) return undefined;
    const vault = this.vaults.of(batch.account);
    const created = await this.#write(ctx, vault, note, messages);
    await this.#putAside(ctx, vault, id);
    return created;
  }

  async #prepare(batch: Batch, ctx: BatchContext): Promise<Prepared> {
    const id = noteIdOf(batch.id);
    const vault = this.vaults.of(batch.account);
    const [
      { bodyOf, contentOf, originsOf },
      { bodyWords, untitled },
      { missingIn, storedIn },
      { originalsIn, takeFrontMatter, titleIn },
    ] = await Promise.all([
      import("./note_body.ts"),
      import("./note_words.ts"),
      import("./received_file.ts"),
      import("./sent_front_matter.ts"),
    ]);
    const { messages: sent, front } = await takeFrontMatter(batch.messages);
    const messages: ReceivedMessage[] = [];
    for (const message of sent) {
      messages.push({ message, files: await this.files.receive(ctx, { vault, note: id, message }) });
    }
    const files = messages.flatMap(({ files }) => files);
    const missing = missingIn(files);
    const body = bodyOf(messages, bodyWords(ctx));
    if (body === "" && front === undefined) return { id, messages, missing, note: undefined, isNamed: false };
    const { describe } = await import("./description.ts");
    const { title, tags } = describe({ messages: sent });
    const [first] = batch.messages;
    const stored = storedIn(files);
    const note: NewNote = {
      id,
      title: titleIn(front) ?? title ??
        untitled(ctx, batch.messages.find(({ attachments }) => attachments.length > 0) ?? first),
      body,
      created: first.at,
      source: batch.conversation.platform,
      tags: [...front?.tags ?? [], ...tags],
      attachments: stored,
      frontMatter: { ...originalsIn(front), ...originsOf(batch.messages) },
      ...(front === undefined ? {} : { yaml: front.yaml }),
      // What is missing may be another file under the same name, so nobody can tell whether that is the same content.
      ...(missing.length > 0 ? {} : {
        hash: contentHash({ text: contentOf(batch.messages), attachments: stored.map(({ hash }) => hash) }),
      }),
    };
    return { id, messages, missing, note, isNamed: titleIn(front) !== undefined };
  }

  async #findSame(ctx: BatchContext, vault: Vault, { id, hash }: NewNote): Promise<NoteReference | null> {
    if (hash === undefined) return null;
    try {
      const same = await vault.sameContent(hash, id);
      return same === undefined ? null : referenceOf(same);
    } catch (error) {
      if (!(error instanceof VaultError && error.code === "index")) throw error;
      // Rather the same note twice than no note because the search is broken.
      ctx.log.warn("Whether {id} is there already could not be found out: {error}", { id, error });
      return null;
    }
  }

  #write(ctx: BatchContext, vault: Vault, note: NewNote, messages: readonly ReceivedMessage[]): Promise<NoteReference> {
    return ctx.once("note", async () => {
      const { writtenOf } = await import("./written_message.ts");
      const created = await vault.create(note);
      await this.written.add(vault.account, note.id, messages.map(({ message }) => writtenOf(message)));
      return referenceOf(created);
    }, { inDoubt: "rerun" });
  }

  async #putAside(ctx: BatchContext, vault: Vault, id: string): Promise<void> {
    await ctx.once("aside", async () => void await vault.delete(id), { inDoubt: "rerun" });
  }
}

interface Prepared {
  readonly id: string;
  readonly messages: readonly ReceivedMessage[];
  readonly missing: readonly MissingFile[];
  readonly note: NewNote | undefined;
  readonly isNamed: boolean;
}

/** What a person is told of a note that the vault has given. */
export function referenceOf({ id, title, path, tags, created }: NoteSummary): NoteReference {
  return { id, title, path, tags: [...tags], created };
}

/** The id of the note that a batch becomes: the same after any restart, so that writing it twice writes it once. */
export function noteIdOf(batch: string): string {
  // A letter first: nothing that reads YAML takes it for a number.
  return `n${sha256(batch).slice(0, 16)}`;
}
