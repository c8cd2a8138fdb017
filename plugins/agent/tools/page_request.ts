/** Asks for a page: public addresses only, at the first question and after each redirect. */
import { abortable } from "@std/async/abortable";
import { ToolError } from "../tool.ts";
import type { Web, WebAnswer } from "./web.ts";

/** An answer, and where it came from in the end. */
export interface PageAnswer extends WebAnswer {
  readonly url: URL;
}

/** So many redirects are followed. */
const REDIRECTS = 5;
/** So long an address may be, in characters. */
const LONGEST = 2_000;
const MOVED: readonly number[] = [301, 302, 303, 307, 308];

/**
 * Asks for a page and follows redirects within its site. One to another host is told instead: each host is approved by itself, and a page that sends on to
 * wherever its address says would open all of them.
 *
 * @throws {ToolError} it can't be had; it says why.
 */
export async function requestPage(web: Web, text: string, signal: AbortSignal): Promise<PageAnswer> {
  let url = checkUrl(text);
  for (let redirects = 0;; redirects++) {
    const addresses = await abortable(addressesOf(web, url), signal);
    const answer = await abortable(web.get(url, addresses, signal), signal);
    const location = answer.headers.get("location");
    if (!MOVED.includes(answer.status) || location === null) return { ...answer, url };
    await answer.body.cancel().catch(() => {});
    if (redirects === REDIRECTS) {
      throw new ToolError(`${text} leads from page to page, ${REDIRECTS} times and on. Leave it.`);
    }
    const next = checkUrl(location, url);
    if (siteOf(next) !== siteOf(url)) {
      throw new ToolError(`${url.host} sends on to ${next.href}. Open that, if it is wanted.`);
    }
    url = next;
  }
}

/**
 * An address as it may be opened: of the web, with a name, without a password, at the usual port.
 *
 * @throws {ToolError} it may not.
 */
function checkUrl(text: string, base?: URL): URL {
  const url = URL.parse(text.trim(), base);
  if (url === null) throw new ToolError(`${JSON.stringify(text)} is no address of a page. It begins with https://.`);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw new ToolError(`Only pages of the web can be opened, by https:// or http://, and not by ${url.protocol}//.`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new ToolError("The address has a user or a password in it. Leave it out.");
  }
  if (url.port !== "") throw new ToolError(`Only the usual ports are open, and not ${url.port}.`);
  url.hash = "";
  if (url.href.length > LONGEST) throw new ToolError(`The address is longer than ${LONGEST} characters. Leave it.`);
  return url;
}

/** All addresses of a host that is open to everybody. */
async function addressesOf(web: Web, url: URL): Promise<readonly string[]> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const { addresses, isPublic } = await web.addressesOf(url);
  if (addresses.length === 0) throw new ToolError(`There is no host ${host}. Check the address.`);
  if (!isPublic) throw new ToolError(`${host} is in a private network, where nothing is opened.`);
  return addresses;
}

/** A site is the same with and without `www.`, by http and by https. */
function siteOf({ hostname }: URL): string {
  return hostname.replace(/^www\./, "").replace(/\.$/, "");
}
