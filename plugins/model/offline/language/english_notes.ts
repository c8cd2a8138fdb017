/** How English refers to notes and times. */
import type { Period } from "../request.ts";
import type { NoteForms } from "./grammar.ts";

const MONTHS = [
  "january|jan",
  "february|feb",
  "march|mar",
  "april|apr",
  "may",
  "june|jun",
  "july|jul",
  "august|aug",
  "september|sept?",
  "october|oct",
  "november|nov",
  "december|dec",
];
const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/** Notes and times in English. */
export const englishNotes: NoteForms = {
  same: ["[the |this |that |same ](it|this|that|this note|that note|same note|new note|this one|that one|result)"],
  sameMany: [
    "[all [of ]](them|these|those|both)",
    "[all ](these|those|the found|both) notes",
    "both of them",
    "them all",
    "the results",
  ],
  last: ["[the |my ](last|latest|newest|most recent|recent)[ (note|one|entry)]"],
  lastMany: [
    "[the |my |all ](last|latest|newest|most recent|recent) <count:number>[ (notes|entries|ones)]",
    "[the |my |all ](last|latest|newest|most recent|recent) (notes|entries|ones)",
  ],
  ordinals: [
    "first|1st",
    "second|2nd",
    "third|3rd",
    "fourth|4th",
    "fifth|5th",
    "sixth|6th",
    "seventh|7th",
    "eighth|8th",
    "ninth|9th",
    "tenth|10th",
  ],
  places: ["[the ][note ][number |no. |nr ]<places>[ (one|ones|note|notes)]"],
  all: [
    "(all|any|every|each) [of ][the |my |those |these ](notes|note|entries|entry|things|stuff)",
    "(everything|anything|all)",
  ],
  plural: ["[the |my ](notes|entries)"],
  allBehind: ["notes", "entries"],
  article: "(the|my|a|an|this)",
  one: ["(note|entry|page)", "{called}", "(about|on)"],
  oneBehind: ["(note|entry|page)"],
  about:
    "(that (is|are) about|about|on|regarding|concerning|mentioning|containing|that mention|which mention|with the words|with the word|related to|for|of)",
  tagged: [
    "(tagged|labell?ed|marked)[ (with|as|by)][ the][ {tags}] <tag:word>[,] and <tag2:word>",
    "(with|having|under|by) [the ]{tags} <tag:word> and <tag2:word>",
    "(tagged|labell?ed|marked)[ (with|as|by)][ the][ {tags}] <tag:word>",
    "(with|having|that have|which have|under|by) [the ][a ]{tags} <tag:word>",
  ],
  inFolder: [
    "(in|from|inside|under|of) [the |my ]folder[ {called}] <folder>",
    "(in|from|inside|under) [the |my ]<folder:word> folder",
  ],
  allIn: "in <folder:word>",
  negation: "(not|don't|don’t|do not|never|no)",
  between: "and|with|&",
  folderNoun: "([(the|a|an|my) ][new ]folder[ {called}]|{called})",
  periodBefore:
    "(from|of|in|during|for|on|within|over|since|made|written|created|saved|that i made|that i wrote|i made|i wrote)",
  periodBehind: "('s|’s)",
  periods: [
    ["the day before yesterday", { span: "day", ago: 2 }],
    ["today", { span: "day", ago: 0 }],
    ["yesterday", { span: "day", ago: 1 }],
    ...(["day", "week", "month", "year"] as const).flatMap((span): [string, Period][] => [
      [`(this|the current) ${span}`, { span, ago: 0 }],
      [`[the ](last|previous|past) ${span}`, { span, ago: 1 }],
      [`[the ]${span} before last`, { span, ago: 2 }],
    ]),
    ["[the ](last|past|previous) <count:number> days", { span: "days", count: 0 }],
    ["[the ](last|past|previous) <weeks:number> weeks", { span: "days", count: 0 }],
    ...WEEKDAYS.map((day, index): [string, Period] => [`[last ]${day}`, { span: "weekday", day: index + 1 }]),
    ...MONTHS.map((month, index): [string, Period] => [
      `(in|from|of|during|for|since) (${month})[ <year:number>]`,
      { span: "named", month: index + 1 },
    ]),
    ["(in|from|of|during|for|since) <year:number>", { span: "calendar", year: 0 }],
  ],
};
