/** What `/tools` says. */
import { type HandlerContext, shorten, type Translations } from "@portico/bot";
import { sourceName } from "./call_words.ts";
import { escapeLine } from "./markdown.ts";
import { needsApproval, type RunTool } from "./run_tool.ts";

/** So many tools of a source are shown, and so much of what each says of itself, in characters. */
const SHOWN = 40;
const LONGEST = 120;

/** The tools by where they come from, with what each does to the world. @param offline whether no model is there, but rules. */
export function toolsPage(
  speaker: Pick<HandlerContext, "t" | "language">,
  translations: Translations,
  tools: Iterable<RunTool>,
  offline: boolean,
): string {
  const sources = Map.groupBy(tools, (tool) => sourceName(translations, speaker.language, tool));
  const parts = [speaker.t("tools-title")];
  for (const [source, of] of sources) {
    const lines = of.slice(0, SHOWN).map((tool) => {
      // Whatever is no known effect is asked about as one that sends.
      const effect = speaker.t(`effect-${needsApproval(tool) && tool.effect !== "destroy" ? "send" : tool.effect}`);
      return `- \`${tool.name}\` (${effect}): ${aboutOf(translations, speaker.language, tool)}`;
    });
    if (of.length > SHOWN) lines.push(`- ${speaker.t("more", { count: of.length - SHOWN })}`);
    parts.push([`**${escapeLine(source)}**`, ...lines].join("\n"));
  }
  if (offline) parts.push(speaker.t("tools-offline"));
  return parts.join("\n\n");
}

/** What a tool is for: by the texts of its plugin, else as a model is told it. */
function aboutOf(translations: Translations, language: string, { plugin, name, description }: RunTool): string {
  const id = `tool-${name}.about`;
  if (plugin !== undefined && translations.has(plugin, id)) return translations.t(plugin, language, id);
  return escapeLine(firstSentence(description));
}

function firstSentence(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  const sentence = /^.*?[.!?](?= |$)/.exec(line)?.[0] ?? line;
  return shorten(sentence, LONGEST);
}
