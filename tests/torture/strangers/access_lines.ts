/** The decisions of `access_matrix.md`: who may use what. */

/** People by how they are let in, in the order of the columns. */
export const ROLES = ["stranger", "guest", "member", "owner"] as const;

/** See {@link ROLES}. */
export type Role = typeof ROLES[number];

/** What is decided for one contribution. */
export interface AccessLine {
  readonly point: string;
  readonly name: string;
  /** What is behind the command, what a button carries, what a tool is given. */
  readonly tried: string;
  /** `yes`, `no`, or `asks`: not without a press of who asked for it. */
  readonly for: Readonly<Record<Role, string>>;
  readonly why: string;
}

const MATRIX = new URL("./access_matrix.md", import.meta.url);

/** Reads all lines. @throws {Error} one of them is not complete. */
export function readMatrix(text: string = Deno.readTextFileSync(MATRIX)): readonly AccessLine[] {
  const rows = text.split("\n").filter((line) => line.startsWith("|")).slice(2);
  return rows.map((row) => {
    const [point, name, tried, stranger, guest, member, owner, why, ...rest] = row.split("|").slice(1, -1)
      .map((cell) => cell.trim().replace(/^`(.*)`$/, "$1"));
    const decisions = { stranger, guest, member, owner };
    const isDecided = Object.values(decisions).every((word) => ["yes", "no", "asks"].includes(word));
    if (rest.length > 0 || !isDecided || !why) throw new Error(`This line of access_matrix.md is not whole: ${row}`);
    return { point, name, tried, for: decisions, why };
  });
}

/** What to do about a contribution that nobody has decided about. */
export function adviceFor(point: string, name: string): string {
  return `Nobody has decided who may use the ${point} ${name}. Add a line to tests/torture/strangers/access_matrix.md: ` +
    `| ${point} | \`${name}\` | what it is tried with | no | yes/no | yes/no | yes/no | because … |`;
}
