/** Who makes a commit and when, as git reads it of its environment. */

/** Who commits. */
export interface Author {
  readonly name: string;
  readonly email: string;
}

/** The variables that say it, of the author and the committer alike. @param at wall time in milliseconds. */
export function signatureOf({ name, email }: Author, at: number): Readonly<Record<string, string>> {
  const date = `@${Math.floor(at / 1_000)} ${offsetOf(at)}`;
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
    GIT_COMMITTER_DATE: date,
  };
}

/** The offset from UTC where this machine is, as git writes it. */
function offsetOf(at: number): string {
  const minutes = -new Date(at).getTimezoneOffset();
  const two = (number: number) => String(Math.floor(number)).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${two(Math.abs(minutes) / 60)}${two(Math.abs(minutes) % 60)}`;
}
