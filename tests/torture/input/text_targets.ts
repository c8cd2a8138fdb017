/** Texts: whatever they are, reading them ends, and what comes out is sound. */
import { assert, assertEquals } from "@std/assert";
import { renderMarkdown as renderForTelegram } from "../../../adapters/telegram/markdown_entities.ts";
import { entitiesToMarkdown } from "../../../adapters/telegram/entities_markdown.ts";
import { splitText, TEXT_LIMIT } from "../../../adapters/telegram/message_parts.ts";
import { renderMarkdown as renderForTerminal } from "../../../adapters/console/terminal_markdown.ts";
import { readWords } from "../../../core/handling/routes.ts";
import { checkCitations } from "../../../plugins/ask/citations.ts";
import { shownSoFar } from "../../../plugins/ask/written_answer.ts";
import { withoutNewEmbeds } from "../../../plugins/agent/tools/remote_embeds.ts";
import { imagesOf, tagsOf } from "../../../plugins/agent/tools/embed_marks.ts";
import { readServer } from "../../../plugins/mcp/server_input.ts";
import { needsModel } from "../../../plugins/model/offline/plans/carry_out.ts";
import { answer } from "../../../plugins/model/offline/quoting.ts";
import { parseRequests } from "../../../plugins/model/offline/request_parser.ts";
import { checked } from "../../../plugins/note/note_proposal.ts";
import { titleOf } from "../../../plugins/note/title.ts";
import { hashtagsOf, withoutTags } from "../../../plugins/vault/hashtags.ts";
import { nastyLine, nastyText } from "./nasty_texts.ts";
import { type InputTarget, textTarget } from "./target.ts";

/** Ours to Telegram: parts that fit, in which no format leaves the text or halves a character. */
const toTelegram = textTarget("markdown_to_telegram", nastyText, (text) => {
  for (const part of splitText(renderForTelegram(text))) {
    assert(part.text.length <= TEXT_LIMIT, "a part is too long");
    for (const { offset, length } of part.entities) {
      assert(offset >= 0 && length > 0 && offset + length <= part.text.length, "an entity leaves its text");
      assert(!isInside(part.text, offset) && !isInside(part.text, offset + length), "an entity halves a character");
    }
  }
});

function isInside(text: string, place: number): boolean {
  return /[\ud800-\udbff]/.test(text[place - 1] ?? "") && /[\udc00-\udfff]/.test(text[place] ?? "");
}

/** Telegram's to ours and back: a text stays what it is. */
const fromTelegram = textTarget("telegram_to_markdown", nastyText, (text) => {
  entitiesToMarkdown({ text, entities: [] });
});

/** Ours to the terminal: nothing of the text acts on it. */
const toTerminal = textTarget("markdown_to_terminal", nastyText, (text) => {
  const shown = renderForTerminal(text, { columns: 80, colors: true });
  // deno-lint-ignore no-control-regex -- styles of ours are allowed, and nothing else
  assert(!/[\x00-\x08\x0b-\x1f\x7f-\x9f]/.test(shown.replace(/\x1b\[\d+m/g, "")), "something acts on the terminal");
  assert(shown.length < 100 * text.length + 10_000, "what is shown is out of all proportion");
});

/** Hashtags: taken away, they are gone, and nothing else is. */
const hashtags = textTarget("hashtags", nastyText, (text) => {
  const tags = hashtagsOf(text);
  const rest = withoutTags(text, tags);
  assert(rest.length <= text.length, "taking tags away makes a text longer");
});

/** Titles: one short line, whatever the note. */
const titles = textTarget("titles", nastyText, (text) => {
  const title = titleOf(text) ?? "";
  assert(!/[\n\r]/.test(title) && title.isWellFormed(), "a title is no line of text");
  checked({ title: text, tags: [text], summary: text }, text);
});

/** Words behind a command. */
const words = textTarget("command_words", nastyText, (text) => {
  for (const word of readWords(text)) assert(word.length <= text.length);
});

/** What a model wrote as an answer, whole and at every moment of its writing. */
const citations = textTarget("citations", nastyText, (text) => {
  const { sources } = checkCitations(text, ["a", "b", "a"]);
  assert(sources.length <= 2, "a source that there is not");
  shownSoFar(text, ["a", "b"]);
});

/** What a model wants to write into a note. */
const embeds = textTarget("embeds", nastyText, (text) => {
  const safe = withoutNewEmbeds("", text);
  assertEquals([...imagesOf(safe)].length + [...tagsOf(safe)].length, 0, "an embed has got in");
});

/** The grammar of the model that is offline. */
const grammar = textTarget("offline_grammar", nastyText, (text) => {
  assert(parseRequests(text).length <= 21, "more requests than anybody means");
  needsModel(text);
  const marked = text.replaceAll("<", "&lt;");
  const passage = `<passage n="1" title="a" date="2026-01-01">\n${marked}\n</passage>`;
  answer(`<question>\n${marked}\n</question>\n${passage}`);
});

/** What is behind `/mcp add`. */
const servers = textTarget("mcp_servers", nastyLine, (text) => {
  for (const line of [text, `name ${text}`, `name https://a.example ${text}`, `name env: A=${text} -- run ${text}`]) {
    const read = readServer(line, readWords(line));
    assert("server" in read || read.problem !== "", "neither a server nor a problem");
  }
});

/** All of them. */
export const textTargets: readonly InputTarget[] = [
  toTelegram,
  fromTelegram,
  toTerminal,
  hashtags,
  titles,
  words,
  citations,
  embeds,
  grammar,
  servers,
];
