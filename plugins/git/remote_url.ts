/** Where a vault is pushed to: what may stand there, and what it is for one account. */
import { OWNER, secrets } from "@portico/bot";

/** What stands for the account's id. */
const ACCOUNT = "{account}";
/** `user@host:path`, which is ssh. */
const SCP = /^(?:([^\s@:/]+)@)?([\p{L}\p{N}][\p{L}\p{N}.-]*):(?!\/\/|:)\S/u;
const DRIVE = /^[a-z]:[\\/]/i;

/** Transports that git may use, by how the address begins. */
const TRANSPORTS: Readonly<Record<string, string>> = {
  "https:": "https",
  "http:": "http",
  "ssh:": "ssh",
  "file:": "file",
};

/** What is wrong with an address, and what to do; `undefined` when it will do. A password in it is masked in logs from now on, and not repeated. */
export function remoteProblem(remote: string): string | undefined {
  if (/[\s\p{Cc}]/u.test(remote)) return "must be an address without spaces";
  if (remote.replaceAll(ACCOUNT, "").match(/[{}]/)) return `may hold ${ACCOUNT} and no other braces`;
  if (isPath(remote)) return undefined;
  const url = remote.includes("://") ? URL.parse(remote.replaceAll(ACCOUNT, "account")) : null;
  if (url === null) {
    return SCP.test(remote) && !remote.includes("::")
      ? undefined
      : "must be an https:// or ssh:// address, user@host:path, or the absolute path of a folder";
  }
  if (!Object.hasOwn(TRANSPORTS, url.protocol)) return "must begin with https://, http://, ssh:// or file://";
  const hasSecret = url.password !== "" || (url.username !== "" && url.protocol !== "ssh:");
  if (!hasSecret) return url.hostname.startsWith("-") ? "names no host" : undefined;
  for (const secret of [url.password, url.protocol === "ssh:" ? "" : url.username]) {
    secrets.add(secret);
    secrets.add(decoded(secret));
  }
  return 'holds a name or password, which everybody would read who sees the address. Leave it out, and let git know it: by an ssh key, or by "git credential"';
}

/** The one transport that git needs for an address. */
export function transportOf(remote: string): string {
  if (isPath(remote)) return "file";
  const protocol = remote.includes("://") ? URL.parse(remote)?.protocol : "ssh:";
  return TRANSPORTS[protocol ?? ""] ?? "https";
}

/** The remote of an account's vault; `undefined` where it has none. Vaults never share one. */
export function remoteOf(remote: string, account: string): string | undefined {
  if (remote.includes(ACCOUNT)) return remote.replaceAll(ACCOUNT, account);
  return remote !== "" && account === OWNER ? remote : undefined;
}

function isPath(remote: string): boolean {
  return remote.startsWith("/") || (Deno.build.os === "windows" && DRIVE.test(remote));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
