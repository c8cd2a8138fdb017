/** Where a secret has to be, and why. Everywhere else none may be. */
import type { Kind } from "./planted.ts";

/** One place in which secrets of some kinds are on purpose. */
export interface Exception {
  readonly kinds: readonly Kind[];
  /** Names of places, as `places.ts` gives them. */
  readonly where: RegExp;
  readonly why: string;
}

/** All of them; a run in which one of them is not met says that it is needed no longer. */
export const EXCEPTIONS: readonly Exception[] = [
  {
    kinds: ["webhook"],
    where: /^sent to telegram: setwebhook$/,
    why: "Telegram has to know by what it proves itself.",
  },
  { kinds: ["model key"], where: /^sent to model: headers$/, why: "The endpoint lets in who has the key." },
  {
    kinds: ["mcp header", "mcp query"],
    where: /^sent to mcp: address and headers$/,
    why: "They were given to be sent to this server.",
  },
  {
    kinds: ["mcp header", "mcp query", "mcp variable", "mcp argument"],
    where: /^kept: portico\.db(?:-wal)?$/,
    why: "A server is connected again after a restart. They go with `/mcp remove`, the file is its owner's alone.",
  },
  {
    kinds: ["approval"],
    where: /^(?:kept|left): portico\.db(?:-wal)?$/,
    why: "Only the press that carries it allows something, also after a restart. No chat is told it.",
  },
  { kinds: ["pairing code"], where: /^stderr$/, why: "Who started the bot reads it there. It is good once." },
  {
    kinds: ["invitation"],
    where: /^(?:chat|sent to telegram: sendmessage)$/,
    why: "The owner has asked for it, to give it to somebody. It is kept as a hash.",
  },
];

/** The exception for a secret of this kind in this place. */
export function exceptionFor(kind: Kind, where: string): Exception | undefined {
  return EXCEPTIONS.find((exception) => exception.kinds.includes(kind) && exception.where.test(where));
}
