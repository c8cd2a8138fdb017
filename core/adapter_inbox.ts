/** Where one adapter hands in what arrives. */
import type { Acceptance, Adapter, Inbox, OpenQuestion } from "./adapter.ts";
import type { AdapterFailed } from "./errors.ts";
import type { BotEvent, Conversation, Identity } from "./events.ts";
import type { Groups } from "./groups.ts";
import type { InputEnd } from "./input_end.ts";
import type { OpenAdapters } from "./open_adapters.ts";
import type { Intake } from "./intake.ts";

/** What an adapter's inbox hands on to. */
export interface InboxParts {
  readonly intake: Pick<Intake, "accept" | "asked">;
  readonly groups: Pick<Groups, "move">;
  readonly adapters: Pick<OpenAdapters, "reach">;
  readonly end: Pick<InputEnd, "end">;
}

/** See the file's comment. */
export class AdapterInbox implements Inbox {
  constructor(private readonly adapter: Adapter, private readonly parts: InboxParts) {}

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

  reached(): void {
    this.parts.adapters.reach();
  }

  end(failure?: AdapterFailed): void {
    this.parts.end.end(this.adapter, failure);
  }
}
