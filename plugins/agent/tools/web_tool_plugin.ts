import { Clock, inject, lazySchema, plugin, type Schema } from "@portico/bot";
import { z } from "zod";
import { tool, type ToolContext, ToolError } from "../tool.ts";
import { PinnedWeb } from "./pinned_web.ts";
import { Web } from "./web.ts";
import en from "./texts/web.en.ftl" with { type: "text" };
import ru from "./texts/web.ru.ftl" with { type: "text" };

/** Of `open_url`. */
export type OpenUrlInput = { readonly url: string; readonly from?: number };

/** What `open_url` says. `next` is where to read on, `cut` says that the page is longer than what is read of it. */
export type OpenedPage = {
  readonly url: string;
  readonly title: string;
  readonly text: string;
  readonly next?: number;
  readonly cut?: true;
};

const openInput: Schema<OpenUrlInput> = lazySchema(() =>
  z.object({
    url: z.string().min(1).max(2_000).describe("The page's whole address, which begins with https://"),
    from: z.int().min(0).describe("Where in the text to read on: `next` of the call before").optional(),
  })
);

/** So long a page may take to come, redirects included, in milliseconds. */
const TIME = 20_000;

/** The tool that opens pages of the web: public addresses only, bounded in size and time, without cookies. */
@plugin({ name: "web-tool", provides: [{ token: Web, useClass: PinnedWeb }], texts: { en, ru } })
@inject(Web, Clock)
export class WebToolPlugin {
  /** Built by the kernel. */
  constructor(private readonly web: Web, private readonly clock: Clock) {}

  /** `open_url` */
  @tool({
    description:
      "Opens a page of the web and reads its text. The person is asked first, once for each host. Where the answer has `next`, the text goes on: call again with `from` set to it.",
    input: openInput,
    effect: "send",
    repeatable: true,
    approval: ({ url }: OpenUrlInput) => URL.parse(url.trim())?.host || url,
  })
  async openUrl({ url, from = 0 }: OpenUrlInput, { signal }: ToolContext): Promise<OpenedPage> {
    if (!await this.web.isOpen()) {
      throw new ToolError(
        "This start of the bot may not use the web. Tell the person that `deno task serve` is the start that may.",
      );
    }
    const timeUp = new AbortController();
    const cancel = this.clock.setTimer(
      TIME,
      () => timeUp.abort(new ToolError(`${url} took longer than ${TIME / 1_000} seconds. Try another page.`)),
    );
    try {
      return await this.#open(url, from, AbortSignal.any([signal, timeUp.signal]));
    } catch (error) {
      signal.throwIfAborted();
      timeUp.signal.throwIfAborted();
      throw error instanceof ToolError ? error : new ToolError(`${url} can't be reached${reasonOf(error)}.`);
    } finally {
      cancel();
    }
  }

  async #open(url: string, from: number, signal: AbortSignal): Promise<OpenedPage> {
    const { requestPage } = await import("./page_request.ts");
    const { readPage } = await import("./page_text.ts");
    const { partOf } = await import("./text_part.ts");
    const answer = await requestPage(this.web, url, signal);
    if (answer.status < 200 || answer.status > 299) {
      await answer.body.cancel().catch(() => {});
      throw new ToolError(`${answer.url.href} can't be had: its server answers ${answer.status}.`);
    }
    const { title, text, cut } = await readPage(answer, this.clock, signal);
    if (from > 0 && from >= text.length) {
      throw new ToolError(`The text has ${text.length} characters: there is nothing from ${from} on.`);
    }
    const { part, ...next } = partOf(text, from);
    const page = {
      url: answer.url.href,
      title: title.slice(0, 300).toWellFormed(),
      text: part.toWellFormed(),
      ...next,
    };
    return cut && page.next === undefined ? { ...page, cut: true } : page;
  }
}

/** Only the kind of failure: messages of the system name addresses. */
function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return code === "" ? "" : ` (${code})`;
}
