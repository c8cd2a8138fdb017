import { type Inbox, type Logger, StoreError } from "../../core/mod.ts";

/** Where a group goes. */
interface Move {
  readonly from: string;
  readonly to: string;
}

/**
 * Groups that go on as another chat. What comes behind such a news waits, as it may come from where the group has gone; where that can't be stored now,
 * it fails, so that Telegram sends both again.
 */
export class MovingGroups {
  #moving: Promise<void> = Promise.resolve();

  constructor(private readonly log: Logger) {}

  /** Lets the group in where it has gone, behind those before. */
  follow(move: Move, inbox: Pick<Inbox, "move">): void {
    this.#moving = this.#moving.then(() => this.#follow(move, inbox));
    this.#moving.catch(() => {}); // whoever waits for it sees to that
  }

  /** Resolves when all are let in where they have gone. @throws {StoreError} that can't be stored now. */
  async settled(): Promise<void> {
    const moving = this.#moving;
    try {
      await moving;
    } finally {
      if (this.#moving === moving) this.#moving = Promise.resolve();
    }
  }

  /** What can't be stored later either, the owner has to say once more. */
  async #follow({ from, to }: Move, inbox: Pick<Inbox, "move">): Promise<void> {
    this.log.info("Group {from} is {to} from now on.", { from, to });
    try {
      await inbox.move(from, to);
    } catch (error) {
      // A record that is newer stays so; everything else of a store is over at the next start at the latest.
      if (error instanceof StoreError && error.code !== "newer") throw error;
      this.log.error("Group {to} is not let in as {from} was; /allow it again: {error}", { from, to, error });
    }
  }
}
