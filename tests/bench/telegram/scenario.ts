/** What the processes of a bench of Telegram tell each other. */
import type { FaultRule, RateLimits } from "../../support/fake_telegram/mod.ts";

/** How the platform is set up. */
export interface Setup {
  readonly limits: RateLimits;
  /** How many people have opened the chat with the bot. */
  readonly people: number;
  readonly groups: number;
  /** Messages that wait for the first poll, of the people in turn; none by default. */
  readonly queued?: number;
  /** How many commands these call, in turn; none by default, and they are texts. */
  readonly commands?: number;
  readonly faults?: readonly FaultRule[];
  /** Refuses everything for so many seconds, from the so many-th send on. */
  readonly ban?: { readonly after: number; readonly seconds: number };
  /** So many people more, who write one after the other, so many milliseconds apart, from the first send on. */
  readonly writers?: { readonly count: number; readonly every: number };
}

/** Where the platform is, and who is there. */
export interface Place {
  readonly root: string;
  readonly token: string;
  readonly people: readonly number[];
  readonly groups: readonly number[];
  readonly writers: readonly number[];
}

/** How many messages go to each chat. */
export interface Counts {
  readonly person: number;
  readonly group?: number;
}

/** Send messages to each chat, numbered in order. */
export interface SendJob {
  readonly kind: "send";
  readonly count: Counts;
  /**
   * `together`: all at once, the chats in turn. `chats`: each chat for itself, one message after the other. `single`: one after the other, whatever
   * chat.
   */
  readonly how: "together" | "chats" | "single";
  /** The platform's rates are kept; where not, there are none. */
  readonly rates: boolean;
  /** How many people are answered meanwhile; the job is over when they are. */
  readonly replies?: number;
}

/** How large a bot is. */
export interface Size {
  readonly commands: number;
  readonly middlewares: number;
}

/** Handle what is queued. */
export interface HandleJob {
  readonly kind: "handle";
  readonly updates: number;
  readonly reply: boolean;
  /** By so many commands behind so many middlewares; by one handler for all messages where this is left out. */
  readonly size?: Size;
}

/** What a bot has to do. */
export type Job = HandleJob | SendJob;

/** What a bot is started with. */
export interface Task {
  readonly place: Place;
  readonly job: Job;
  /** A folder that is empty and will be gone. */
  readonly data: string;
  /** Which variant of a peer. */
  readonly variant?: string;
}

/** What a bot tells at the end. */
export interface Outcome {
  readonly seconds: number;
  /** Messages of which it was said that nobody knows whether they have arrived. */
  readonly unknown: readonly string[];
  /** Messages of which it was said that they have not arrived. */
  readonly failed: readonly string[];
}

/** What the platform has seen. */
export interface Report {
  /** From the first message that came to the last one that was taken. */
  readonly seconds: number;
  /** Messages that came, taken or not. */
  readonly attempts: number;
  /** Answers 429. */
  readonly refused: number;
  /** Those of them in the ban. */
  readonly banned: number;
  /** Messages whose connection was dropped instead of an answer. */
  readonly dropped: number;
  /** Messages that came again after they had been taken. */
  readonly twice: number;
  /** Messages that came behind a later one of their chat. */
  readonly inversions: number;
  /** The most messages that came in any second. */
  readonly peak: number;
  /** Messages that were taken, each once. */
  readonly taken: readonly string[];
  /** Milliseconds from a message of each writer to the answer. */
  readonly waits: readonly number[];
}

/** The messages of a job in the order in which they are asked for: the chats in turn. */
export function messagesOf(
  { people, groups }: Place,
  { person, group = 0 }: Counts,
): { readonly chat: number; readonly text: string }[] {
  return Array.from({ length: Math.max(person, group) }, (_, index) => {
    const chats = [...(index < person ? people : []), ...(index < group ? groups : [])];
    return chats.map((chat) => ({ chat, text: `${chat}:${index}` }));
  }).flat();
}
