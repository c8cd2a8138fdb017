/** The figures of those tortures that have a crowd use the program. */
import type { Problem } from "../../support/crowd/mod.ts";
import type { Figure } from "../torture.ts";
import type { CrowdedBot } from "./crowded_bot.ts";

/** What must never be. */
const NEVER: readonly Problem["kind"][] = [
  "messages lost",
  "edits lost",
  "settings lost",
  "contexts wrong",
  "tool calls lost",
  "notes doubled",
  "edits doubled",
  "tool calls doubled",
  "replies doubled",
  "replies missing and not told",
];

/** What the crowd has done. */
export function doneFigures({ does }: CrowdedBot): readonly Figure[] {
  const { words, edits } = does.notes.counts;
  return [
    { what: "messages for notes", value: words },
    { what: "edits", value: edits },
    { what: "commands with a reply of their own", value: does.echoes.count },
    { what: "settings and modes set", value: does.chosen.count + does.modesOf.count },
    { what: "questions", value: does.questions.count },
    { what: "answers to questions of the bot", value: does.tagging.count },
    { what: "runs of the agent", value: does.errands.count },
    { what: "model calls", value: does.tasks.requests },
    { what: "of them made again", value: does.tasks.paidAgain },
  ];
}

/** How often a promise was broken. */
export function brokenFigures(bot: CrowdedBot): readonly Figure[] {
  return NEVER.map((kind) => ({ what: kind, value: bot.broken(kind), most: 0 }));
}
