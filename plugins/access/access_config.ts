import { type AdapterStatus, config, type ConfigToken, type Identity, identityId } from "@portico/bot";
import { z } from "zod";

/** A person as the configuration names them. */
export type Person = Pick<Identity, "platform" | "user">;

/** Who may come in by configuration. Both are comma lists of `platform:user`, or lists in the file. */
export interface AccessOptions {
  /** Those who are the owner: `PORTICO_OWNER`. */
  readonly owner: readonly Person[];
  /** Those who are members, each with an account of their own: `PORTICO_ALLOW`. */
  readonly allow: readonly Person[];
}

const people = z.union([z.string(), z.array(z.string())]).transform((given, context): readonly Person[] => {
  const entries = (typeof given === "string" ? given.split(",") : given).map((entry) => entry.trim());
  return entries.filter((entry) => entry !== "").flatMap((entry) => {
    const [person, problem] = readPerson(entry);
    if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
    return person ?? [];
  });
}).prefault("");

/** The access plugin's configuration. */
export const AccessConfig: ConfigToken<AccessOptions> = config(z.object({ owner: people, allow: people }), {
  owner: "PORTICO_OWNER",
  allow: "PORTICO_ALLOW",
});

/** Reads `platform:user`; says what is wrong otherwise. */
export function readPerson(entry: string): [person: Person] | [person: undefined, problem: string] {
  const quoted = JSON.stringify(entry);
  const colon = entry.indexOf(":");
  const platform = entry.slice(0, Math.max(0, colon)).trim().toLowerCase();
  const user = entry.slice(colon + 1).trim();
  if (colon < 0) return [undefined, `${quoted} names no platform; write platform:user, such as telegram:12345`];
  if (!/^[a-z][a-z0-9_-]*$/.test(platform)) {
    return [undefined, `${quoted} begins with no platform's name; write platform:user, such as telegram:12345`];
  }
  if (user === "") return [undefined, `${quoted} names no user; write platform:user, such as ${platform}:12345`];
  if (user === "*") return [undefined, `${quoted} would let in anybody; name each person as ${platform}:user`];
  if (/\s/.test(user)) return [undefined, `${quoted} holds a space; separate people by commas`];
  return [{ platform, user }];
}

/** How an id looks there, `platform:id`, where this can be none, as far as its platform is open and says what its ids look like. */
export function exampleFor({ platform, user }: Person, adapters: readonly AdapterStatus[]): string | undefined {
  const ids = adapters.find((adapter) => adapter.platform === platform)?.ids;
  return ids === undefined || ids.pattern.test(user) ? undefined : identityId({ platform, user: ids.example });
}
