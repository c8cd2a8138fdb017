import type { Identity } from "./events.ts";

/** Longest part of an id that is made from a user's name. */
const MAX_SLUG = 40;

/**
 * Ids for the account of an identity, best first: the next is for when somebody else's account has that one, which takes two identities whose
 * hashes begin alike. Each is safe as the name of a folder on every file system: lower-case ASCII letters, digits, `-` and `_`, and never a
 * name that Windows reserves, as those have no `-` or `_`.
 *
 * A user whose name had to be changed gets a hash behind `__`; a name that holds `__` itself counts as one that had to be changed, so the two
 * kinds never meet.
 */
export async function* accountIds({ platform, user }: Pick<Identity, "platform" | "user">): AsyncGenerator<string> {
  // No `-` in the platform, or `a-b` + `c` would be `a` + `b-c`.
  if (/^[a-z0-9]{1,20}$/.test(platform) && isPlainUser(user)) yield `${platform}-${user}`;
  const [door, slug] = [await slugOf(platform), await slugOf(user)];
  const hash = await hashOf(JSON.stringify([platform, user]));
  const readable = [door.slice(0, 20), slug].filter((part) => part !== "").map(trim).join("-");
  for (const length of [10, 20, 64]) yield `${readable || "user"}__${hash.slice(0, length)}`;
}

function isPlainUser(user: string): boolean {
  return user.length <= MAX_SLUG && /^[a-z0-9]+([_-][a-z0-9]+)*$/.test(user);
}

/** Only names that need it pay for the transliteration. */
async function slugOf(name: string): Promise<string> {
  const short = name.slice(0, 200);
  if (/^[a-z0-9]*$/.test(short)) return trim(short);
  const { default: slugify } = await import("@sindresorhus/slugify");
  return trim(slugify(short.toWellFormed(), { decamelize: false }).replace(/[^a-z0-9-]+/g, "-"));
}

function trim(slug: string): string {
  return slug.slice(0, MAX_SLUG).replace(/^-+|-+$/g, "");
}

async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(digest).toHex();
}
