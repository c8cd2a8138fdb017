/** Which addresses Telegram links: with any other one it refuses the whole message. */

const HTTP = /^https?:\/\/(?:(?<user>[^/?#]*)@)?(?<host>\[[\da-f:.]+\]|[^/?#@:[\]]+)(?::(?<port>\d+))?(?:[/?#].*)?$/isu;
const TELEGRAM = /^(?:tg|ton):(?:\/\/)?[\w-]+(?:[/?#]|$)/i;
/** Characters of a host, and with the colon those of what stands before it. */
const HOST = /^(?:[\w.!$,~*'();&+=-]|%[\da-f]{2}|[^\0-\x7f])+$/i;
const USER = /^(?:[\w.!$,~*'();&+=:-]|%[\da-f]{2}|[^\0-\x7f])*$/i;

/** Whether Telegram makes a link of an address: web pages of hosts with a dot, and its own. */
export function isLinkable(address: string): boolean {
  if (TELEGRAM.test(address)) return true;
  const { user = "", host = "", port = "80" } = HTTP.exec(address)?.groups ?? {};
  if (!USER.test(user) || Number(port) < 1 || Number(port) > 65_535) return false;
  if (host.startsWith("[")) return URL.canParse(`http://${host}`);
  return HOST.test(host) && host.includes(".") && host !== ".";
}
