/** Requests that leave the notes. */
import { escapeMarkdown } from "@portico/bot";
import { shorten } from "../markdown.ts";
import { output, type Plan } from "../plan.ts";
import type { Request } from "../request.ts";
import type { Situation } from "../situation.ts";
import type { Outcome } from "./outcome.ts";

/** Of a page that is shown. */
const MAX_TEXT = 1_500;

/** Reads a page, which may be saved by the next request. What stands in it is quoted: it names no notes. */
export function* visit({ url }: Extract<Request, { kind: "visit" }>, situation: Situation): Plan<Outcome> {
  const page = yield* output("open_url", { url });
  const text = typeof page.text === "string" ? page.text.trim() : "";
  const title = typeof page.title === "string" ? page.title.trim() : "";
  const address = typeof page.url === "string" ? page.url : url;
  situation.attached = [...(title === "" ? [] : [title]), address, "", text].join("\n").trim();
  const head = situation.say("visited", { title: escapeMarkdown(title === "" ? address : title) });
  const lines = shorten(text, MAX_TEXT).split(/\n+/).filter((line) => line.trim() !== "");
  return { text: [head, ...lines.map((line) => `> ${line}`)].join("\n\n") };
}
