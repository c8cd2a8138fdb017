/** What an account has chosen for itself beside the settings of plugins: the language, and a mode per conversation. */
import type { Conversation } from "@portico/bot";

/**
 * Knows each account's language and its mode in each conversation. Abstract, so that it is type and DI token in one:
 * `@inject(UserContextManager)`.
 */
export abstract class UserContextManager {
  /** The mode this account has switched to in this conversation; `undefined` when it never has. */
  abstract mode(account: string, conversation: Conversation): Promise<string | undefined>;
  /** Without I/O what `mode` would say; `null` when it would have to ask the store. */
  abstract cachedMode(account: string, conversation: Conversation): string | undefined | null;
  /**
   * Switches the mode, or forgets it (`undefined`). Every call of `mode` after this one sees it; resolves when it is durable. When the store
   * fails, the old mode stays and the promise rejects.
   */
  abstract setMode(account: string, conversation: Conversation, mode: string | undefined): Promise<void>;
  /** The language this account has chosen; `undefined` when the platform's counts. */
  abstract language(account: string): Promise<string | undefined>;
  /** Without I/O what `language` would say; `null` when it would have to ask the store. */
  abstract cachedLanguage(account: string): string | undefined | null;
  /** As `setMode`, for the language. */
  abstract setLanguage(account: string, language: string | undefined): Promise<void>;
  /** Forgets what is cached of an account, after what is being written has been. Loses nothing: the store is asked again. */
  abstract invalidate(account: string): Promise<void>;
  /** As `invalidate`, for all accounts. */
  abstract cleanup(): Promise<void>;
}
