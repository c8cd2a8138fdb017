/** The worker in which a page is looked through for its text. Needs no permission. */
import { Readability } from "@mozilla/readability";
import { DOMParser } from "linkedom";
import { markdownOf } from "./page_markdown.ts";

/** What it answers to a page's HTML. */
export interface FoundText {
  readonly title: string;
  /** As plain Markdown: headings, lists, paragraphs. */
  readonly text: string;
}

/** The part of a page that somebody would read; all of it where there is no such part. */
function readablePage(html: string): FoundText {
  const document = documentOf(html.replace(FRAME, ""), TITLE.exec(html)?.[1]);
  const title = document.title.trim();
  // Before the article is looked for, which takes the page apart.
  const whole = markdownOf(document.body);
  const article = articleOf(document);
  if (article === undefined) return { title, text: whole };
  const text = markdownOf(documentOf(article.content).body);
  return { title: article.title || title, text: text === "" ? whole : text };
}

/** Tags that a page may leave out, which our parser does not put in: it has a frame of ours instead. */
const FRAME = /<\/?(?:html|head|body)(?:\s[^>]*)?>|<!doctype[^>]*>/gi;
const TITLE = /<title(?:\s[^>]*)?>([^<]*)/i;

function documentOf(body: string, title = "") {
  const html = `<!doctype html><html><head><title>${title}</title></head><body>${body}</body></html>`;
  return new DOMParser().parseFromString(html, "text/html");
}

function articleOf(document: ReturnType<typeof documentOf>) {
  try {
    const article = new Readability(document).parse();
    return article?.content ? { title: article.title?.trim() ?? "", content: article.content } : undefined;
  } catch {
    // It gives up on pages that it can't make out.
    return undefined;
  }
}

addEventListener("message", (event) => {
  if (!(event instanceof MessageEvent)) return;
  const html: string = event.data;
  event.ports[0]?.postMessage(readablePage(html));
});
