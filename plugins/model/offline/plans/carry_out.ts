/** Carries out the requests of a task, one after the other. */
import { escapeMarkdown } from "@portico/bot";
import { Halt, type Plan } from "../plan.ts";
import type { Clause, Request } from "../request.ts";
import { parseRequests } from "../request_parser.ts";
import { type Said, taskIn } from "../prompt.ts";
import { Situation } from "../situation.ts";
import { shorten } from "../markdown.ts";
import { type Language, languageOf } from "../words.ts";
import * as changing from "./changing.ts";
import * as joining from "./joining.ts";
import type { Outcome } from "./outcome.ts";
import * as reading from "./reading.ts";
import { matchTitles, titled } from "./title_match.ts";
import { visit } from "./visiting.ts";

const MAX_QUOTED = 200;
/** Reasons that have been told already. */
const SILENT: ReadonlySet<string> = new Set(["told", "nothing-there"]);

/** The plan of a task; it ends with what the person is told, by default in the language of the task. */
export function planTask(
  task: string,
  earlier: readonly Said[],
  attached: string | undefined,
  language?: Language,
): Plan<string> {
  const clauses = parseRequests(task);
  const spoken = clauses.find(({ request }) => request.kind !== "unknown")?.language ?? languageOf(task);
  const situation = new Situation(language ?? spoken, earlier, attached, undefined, spoken);
  const place = clauses.length === 1 ? placeIn(clauses[0], situation) : undefined;
  return place === undefined ? carryOut(clauses, situation) : choose(place, situation, language);
}

/** Which note of the last list a request only names; `undefined` where it is a request of its own. */
function placeIn({ request, text }: Clause, { asked, shown }: Situation): number | undefined {
  if (request.kind === "choose") return request.place;
  if (asked === undefined) return undefined;
  const notes = [...shown].map(([place, title]) => ({ id: String(place), title }));
  const words = text.replaceAll(/["«»“”.!]/g, " ");
  const meant = request.kind === "unknown" ? matchTitles(notes, words) : titled(notes, [words]);
  return meant.length === 1 ? Number(meant[0].id) : undefined;
}

/** What a question is answered with when there is nothing to find the answer in. */
export function needsModel(message: string, language: Language = languageOf(message)): string {
  return new Situation(language, []).say("beyond");
}

function* carryOut(clauses: readonly Clause[], situation: Situation): Plan<string> {
  const texts: string[] = [];
  let isList = false;
  for (const [index, { request }] of clauses.entries()) {
    try {
      const { text, notes, listed } = yield* planRequest(request, situation);
      if (text !== "") texts.push(text);
      situation.notes = notes ?? situation.notes;
      if (notes !== undefined) situation.together = !listed;
      if (listed) situation.listed = notes;
      isList = listed ?? false;
    } catch (error) {
      if (!(error instanceof Halt)) throw error;
      // Which of them is asked by the same list.
      if (isList && error.reason === "which") texts.pop();
      const told = SILENT.has(error.reason) ? "" : situation.say(error.reason, error.details);
      const left = clauses.slice(error.reason === "nothing-there" ? index : index + 1);
      texts.push(...[error.before, told, leftUndone(left, situation)].filter((text) => text !== ""));
      break;
    }
  }
  return texts.join("\n\n");
}

/** The request that was asked back about, now that it is known which note is meant. Without one the note is shown. */
function* choose(
  place: number,
  { earlier, shown, asked: question, language: spoken }: Situation,
  language?: Language,
): Plan<string> {
  const title = shown.get(place);
  const asked = earlier.findLast(({ role }) => role === "user")?.text;
  const clauses = asked === undefined ? [] : parseRequests(taskIn(asked));
  const choice = title === undefined ? undefined : { title, place };
  const before = clauses[0]?.language ?? spoken;
  const situation = new Situation(language ?? before, earlier, undefined, choice, before);
  if (title === undefined) return situation.say("no-place", { place });
  if (question !== undefined) {
    // Of several requests some may have been carried out already, unless nothing but the question was said.
    if (clauses.length === 1 || question === "alone") return yield* carryOut(clauses, situation);
    return situation.say("say-it-whole", { title: escapeMarkdown(title) });
  }
  const request: Request = { kind: "open", notes: { by: "place", places: [place] } };
  return yield* carryOut([{ request, text: "", language: situation.language }], situation);
}

function* planRequest(request: Request, situation: Situation): Plan<Outcome> {
  switch (request.kind) {
    case "find":
      return yield* reading.find(request, situation);
    case "list":
      return yield* reading.list(request, situation);
    case "count":
      return yield* reading.count(request, situation);
    case "recall":
      return yield* reading.recall(request, situation);
    case "open":
      return yield* reading.open(request, situation);
    case "today":
      return yield* reading.today(situation);
    case "tag":
      return yield* changing.tag(request, situation);
    case "rename":
      return yield* changing.rename(request, situation);
    case "move":
      return yield* changing.move(request, situation);
    case "append":
      return yield* changing.append(request, situation);
    case "delete":
      return yield* changing.remove(request, situation);
    case "create":
      return yield* changing.create(request, situation);
    case "undo":
      return yield* changing.undo(situation);
    case "merge":
      return yield* joining.merge(request, situation);
    case "collect":
      return yield* joining.collect(request, situation);
    case "listing":
      // What was found is a list already.
      if (situation.notes !== undefined) return { text: "" };
      throw new Halt("beyond");
    case "visit":
      return yield* visit(request, situation);
    case "tags":
      return yield* reading.tags(situation);
    case "help":
    case "greet":
    case "thank":
      return { text: situation.say(request.kind) };
    case "incomplete":
      throw new Halt("incomplete", { of: request.of });
    case "choose":
      return yield* reading.open({ kind: "open", notes: { by: "place", places: [request.place] } }, situation);
    case "remind":
    case "beyond":
    case "unknown":
      throw new Halt(request.kind);
  }
}

function leftUndone(clauses: readonly Clause[], situation: Situation): string {
  const left = clauses.filter(({ request }) => request.kind !== "listing");
  if (left.length === 0) return "";
  const words = shorten(left.map(({ text }) => text.trim()).join("; "), MAX_QUOTED);
  return situation.say("left-undone", { words: escapeMarkdown(words) });
}
