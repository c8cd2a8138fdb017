/** The extension point of modes: what becomes of what people send that is no command. */
import { contribution, type ExtensionPoint, type MethodDecorator, type WorkContext } from "@portico/bot";
import type { Batch } from "./batch.ts";

/** How long a batch of a mode stays open. */
export type Window = {
  /** Seconds without a new message after which it closes. */
  readonly quiet: number;
  /** Seconds after its first message at which it closes at the latest. */
  readonly maxWait: number;
  /** It closes with this many messages; an album counts as one. */
  readonly maxMessages: number;
};

/** The window of a mode that says nothing else. */
export const DEFAULT_WINDOW: Window = Object.freeze({ quiet: 5, maxWait: 30, maxMessages: 100 });

/** Options of `@mode`. */
export interface ModeOptions {
  /**
   * Where it differs from 5 s of quiet, 30 s and 100 messages. Fields `quiet`, `maxWait` and `maxMessages` in the effective settings of the
   * mode's plugin go before this, so that they can be configured and set by each account.
   */
  readonly window?: Partial<Window>;
  /** Time limit of the handler in milliseconds; the kernel's for work by default. */
  readonly timeout?: number;
}

/** A mode as it is declared. */
export interface ModeDeclaration extends ModeOptions {
  /** What people call it. */
  readonly name: string;
}

/** What a mode's handler gets beside the batch: the context of the work item that carries it. */
export type BatchContext = WorkContext;
/** A method with `@mode`. */
export type ModeHandler = (batch: Batch, ctx: BatchContext) => unknown;

/** The decorator and extension point of modes. */
export interface ModePoint extends ExtensionPoint<ModeDeclaration, ModeHandler> {
  (name: string, options?: ModeOptions): MethodDecorator<ModeHandler>;
}

/** Lower-case letters, digits and `_`, because a mode's name is also that of its command. */
const NAME = /^[a-z][a-z0-9_]{0,31}$/;

/**
 * Makes a method the handler of a mode. Its context speaks with the texts of the method's plugin. The mode gets a command of its name. What it is for, the
 * texts of the plugin say: message `mode-<name>` in `/mode`, `command-<name>` in `/help`.
 *
 * ```ts
 * @mode("note", { window: { quiet: 5, maxWait: 30 } })
 * async write(batch: Batch, ctx: BatchContext) {
 *   const text = batch.messages.map((message) => message.text).join("\n");
 *   await ctx.once("write", () => this.notes.write(batch.id, text), { inDoubt: "rerun" });
 * }
 * ```
 */
export const mode: ModePoint = contribution<[name: string, options?: ModeOptions], ModeDeclaration, ModeHandler>({
  id: "mode",
  options: (name, options = {}) => ({ ...options, name }),
  key: ({ name }) => name,
  check: ({ name }) =>
    NAME.test(name)
      ? undefined
      : `Name the mode "${name}" with lower-case letters, digits and "_", a letter first, at most 32 characters: a command gets its name.`,
});
