/** Who keeps something beside the vaults (their history, a mirror) hears of every change here. */
import { inject, type Logger, messageOf, PluginLog } from "@portico/bot";

/** What was done to a vault. `by-hand`: somebody did it, with an editor or another program. */
export type VaultChangeKind =
  | "created"
  | "edited"
  | "appended"
  | "tagged"
  | "moved"
  | "renamed"
  | "deleted"
  | "restored"
  | "attached"
  | "by-hand";

/** One change of a vault, which is on the disk. */
export interface VaultChange {
  /** Id of the account whose vault it is. */
  readonly account: string;
  /** What was done. */
  readonly kind: VaultChangeKind;
  /** The note's id; of an attachment, that of the note it belongs to. Left out `by-hand`. */
  readonly id?: string;
  /** The note's title as it is now, or the attachment's name. Left out `by-hand`. */
  readonly title?: string;
  /** Only of `tagged`: what was asked to be added and removed, without `#`. */
  readonly tags?: { readonly added: readonly string[]; readonly removed: readonly string[] };
  /**
   * Every path within the vault that was written, moved from, moved to or deleted, in that order; `by-hand` only paths of notes, and at most
   * 1,000 of them.
   */
  readonly paths: readonly string[];
}

/**
 * Told of a change before the next writer of that vault has its turn, so that the files are still as the change left them (somebody with an editor may
 * be faster, and what was done by hand or attached waits for no turn). The writer waits for it: be brief, and do what takes long later.
 */
export type VaultListener = (change: VaultChange) => void | Promise<void>;

/** Tells of changes of all vaults. Abstract, so that it is type and DI token in one. */
export abstract class VaultChanges {
  /** Calls back after each change of any vault, until the returned function is called. What a listener throws is logged. */
  abstract subscribe(listener: VaultListener): () => void;
}

/** Passes on what the vaults tell. */
@inject(PluginLog)
export class VaultNews extends VaultChanges {
  readonly #listeners = new Set<VaultListener>();

  /** Built by the kernel. */
  constructor(private readonly log: Pick<Logger, "error">) {
    super();
  }

  subscribe(listener: VaultListener): () => void {
    // One of its own for each call, so that the same function can listen twice.
    const own: VaultListener = (change) => listener(change);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  /** Tells everybody, and resolves when all have heard it. Never rejects. */
  async publish(change: VaultChange): Promise<void> {
    for (const listener of this.#listeners) {
      try {
        await listener(change);
      } catch (error) {
        this.log.error("A listener failed with what was {kind} in the vault of {account}: {reason}", {
          kind: change.kind,
          account: change.account,
          reason: messageOf(error),
        });
      }
    }
  }
}
