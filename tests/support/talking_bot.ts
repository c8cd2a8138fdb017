/** A whole bot that a test talks to, in virtual time. */
import type { IncomingMessage } from "@portico/bot";
import type { ScriptedAdapter } from "./scripted_adapter.ts";
import type { TestBot } from "./test_bot.ts";

/** What a message is beside its text. */
export type Parts = Partial<IncomingMessage> & { readonly user?: string; readonly chat?: string };

/** So often nothing new is done before all is calm: a step takes some turns of the event loop for its commit, and an answer takes several steps. */
const QUIET_TURNS = 15;

/** See the file's comment. */
export abstract class TalkingBot implements AsyncDisposable {
  constructor(readonly bot: TestBot) {}

  get chat(): ScriptedAdapter {
    return this.bot.chat;
  }

  /** What the bot said last, whether it was sent or a message was changed to it. */
  get heard(): string {
    return this.chat.shown.at(-1)?.text ?? "";
  }

  /** The buttons of what was said last. */
  get buttons(): string[] {
    return (this.chat.shown.at(-1)?.buttons ?? []).flat().map(({ text }) => text);
  }

  /** Says something, and lets no time pass. */
  async say(text: string, parts: Parts = {}): Promise<string> {
    await this.chat.say(text, parts);
    await this.calm();
    return this.heard;
  }

  /** Lets seconds pass, and then everything happen that needs no time. */
  async pass(seconds: number): Promise<void> {
    await this.bot.clock.advance(seconds * 1_000);
    await this.calm();
  }

  /** Lets everything happen that needs no time to pass. */
  async calm(): Promise<void> {
    for (let quiet = 0, seen = this.done; quiet < QUIET_TURNS; quiet++) {
      await this.bot.settle();
      if (this.done !== seen) quiet = 0;
      seen = this.done;
    }
  }

  /** How much has been done. */
  protected get done(): number {
    return this.chat.operations.length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.bot.stop();
  }
}
