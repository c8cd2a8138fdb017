import type { Acceptance, Adapter, Inbox, OpenQuestion } from "../chat/adapter.ts";
import type { Clock } from "../clock.ts";
import type { BotEvent, Conversation, Identity } from "../chat/events.ts";
import type { Groups } from "../accounts/groups.ts";
import type { InputEnd } from "../running/input_end.ts";
import type { Intake } from "../running/intake.ts";
import type { AdapterStatus } from "./kernel_status.ts";

/** The part of the time for closing in which what is to be sent may still go out; the rest is for giving it up in order. */
const DRAINING = 0.9;

/** What an adapter's inbox hands on to. */
export interface InboxParts {
  readonly intake: Pick<Intake, "accept" | "asked" | "knowsCommand">;
  readonly groups: Pick<Groups, "move">;
  readonly end: Pick<InputEnd, "end">;
}

/** A kernel's adapters from their opening to their end. */
export class OpenAdapters {
  readonly #ended = new Set<Adapter>();
  readonly #subscribers = new Set<() => void>();

  constructor(private readonly adapters: readonly Adapter[], private readonly clock: Clock) {}

  /** What can be told of each that has not ended. */
  list(): AdapterStatus[] {
    return this.adapters.filter((adapter) => !this.#ended.has(adapter)).map((
      { platform, trusted, address, ids, pause, isReached = true },
    ) => ({
      platform,
      isTrusted: trusted !== false,
      isReached,
      ...(ids === undefined ? {} : { ids }),
      ...(address === undefined ? {} : { address }),
      ...(pause === undefined ? {} : { pause }),
    }));
  }

  /** Calls back when a platform is reached late, until the returned function is called. */
  subscribe(reached: () => void): () => void {
    this.#subscribers.add(reached);
    return () => void this.#subscribers.delete(reached);
  }

  /** Side by side: a platform that can't be reached keeps nobody from another. When all have opened or failed, the first failure is thrown. */
  async start(parts: InboxParts): Promise<void> {
    const opening = this.adapters.map(async (adapter) =>
      await adapter.start(new AdapterInbox(adapter, parts, () => this.#reach()))
    );
    await Promise.allSettled(opening);
    await Promise.all(opening);
  }

  /** An adapter's input has ended; false when that was known. */
  end(adapter: Adapter): boolean {
    if (this.#ended.has(adapter)) return false;
    this.#ended.add(adapter);
    return true;
  }

  /** Resolves when nothing more will be handed in. */
  async stop(): Promise<void> {
    await Promise.allSettled(this.adapters.map((adapter) => adapter.stop()));
  }

  /** What platforms have put off for longer than so many milliseconds is given up. */
  endWithin(milliseconds: number): void {
    for (const adapter of this.adapters) adapter.endWithin?.(milliseconds);
  }

  /** Lets what is to be sent go out; near the end of the time what is left is given up, and told by those who had it. */
  async close(milliseconds: number): Promise<void> {
    const ending = new AbortController();
    const giveUp = () => ending.abort(new Error("The program is stopping."));
    const cancel = this.clock.setTimer(milliseconds * DRAINING, giveUp);
    await Promise.allSettled(this.adapters.map((adapter) => adapter.close(ending.signal)));
    cancel();
  }

  /** A platform is reached that was not at the start. */
  #reach(): void {
    for (const reached of this.#subscribers) reached();
  }
}

/** Where one adapter hands in what arrives. */
class AdapterInbox implements Inbox {
  constructor(
    private readonly adapter: Adapter,
    private readonly parts: InboxParts,
    readonly reached: () => void,
  ) {}

  accept(events: readonly BotEvent[], onDurable?: () => void): Promise<readonly Acceptance[]> {
    return this.parts.intake.accept(this.adapter, events, onDurable);
  }

  move(from: string, to: string): Promise<void> {
    const { platform } = this.adapter;
    return this.parts.groups.move({ platform, chat: from }, { platform, chat: to });
  }

  asked(sender: Identity, conversation: Conversation): Promise<OpenQuestion | undefined> {
    return this.parts.intake.asked(this.adapter, sender, conversation);
  }

  knowsCommand(text: string): boolean {
    return this.parts.intake.knowsCommand(text);
  }

  end(failure?: unknown): void {
    this.parts.end.end(this.adapter, failure);
  }
}
