/** Whom a command of the access plugin is about. */
import type { Conversation } from "@portico/bot";
import { type Person, readPerson } from "./access_config.ts";

/** A person, a channel or a group by id, or the group in which the command was given. */
export type Subject =
  | { readonly kind: "id"; readonly person: Person }
  | { readonly kind: "here"; readonly group: Pick<Conversation, "platform" | "chat"> };

/** Reads `platform:id`, an id alone (then of the platform where it is said), or `here`; the problem in words otherwise. */
export function readSubject(word: string, conversation: Conversation): Subject | { readonly problem: "here" | "id" } {
  const { platform, chat, kind } = conversation;
  if (word.toLowerCase() === "here") {
    return kind === "group" ? { kind: "here", group: { platform, chat } } : { problem: "here" };
  }
  const [person] = readPerson(/^-?\d+$/.test(word) ? `${platform}:${word}` : word);
  return person === undefined ? { problem: "id" } : { kind: "id", person };
}
