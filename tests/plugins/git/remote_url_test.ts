import { assert, assertEquals, assertMatch } from "@std/assert";
import { secrets } from "../../../core/mod.ts";
import { remoteOf, remoteProblem, transportOf } from "../../../plugins/git/remote_url.ts";

const TAKEN: Readonly<Record<string, string>> = {
  "https://example.org/anna/notes.git": "https",
  "https://example.org:8443/{account}.git": "https",
  "http://localhost:3000/notes.git": "http",
  "ssh://git@example.org:2222/notes.git": "ssh",
  "git@example.org:anna/notes.git": "ssh",
  "example.org:notes-{account}.git": "ssh",
  "file:///srv/notes.git": "file",
  "/srv/notes/{account}.git": "file",
};

for (const [remote, transport] of Object.entries(TAKEN)) {
  Deno.test(`${remote} is taken, and reached by ${transport} and nothing else`, () => {
    assertEquals([remoteProblem(remote), transportOf(remote)], [undefined, transport]);
  });
}

for (
  const remote of [
    "ext::sh -c id",
    "ext::sh%20-c%20id",
    "fd::7",
    "foo::https://example.org",
    "git://example.org/notes.git",
    "ftp://example.org/notes.git",
    "--upload-pack=id",
    "-oProxyCommand=id:x",
    "ssh://-oProxyCommand=id/x",
    "notes",
    "../notes.git",
    "https://",
    "https://example.org/{user}.git",
    "https://example.org/a b.git",
  ]
) {
  Deno.test(`${remote} is refused`, () => {
    assert(remoteProblem(remote) !== undefined);
  });
}

Deno.test("a password or token in an address is refused, not repeated, and masked wherever it shows up", () => {
  for (
    const remote of [
      "https://anna:hunter%402@example.org/x",
      "https://ghp_token99@example.org/x",
      "ssh://a:hunter%402@h/x",
    ]
  ) {
    const problem = remoteProblem(remote) ?? "";
    assertMatch(problem, /name or password/);
    assertEquals(/hunter|ghp/.test(problem), false);
    assertEquals(/hunter%402|ghp_/.test(secrets.redact(`fatal: ${remote}`)), false);
  }
  assertEquals(secrets.redact("hunter@2"), "***");
});

Deno.test("each account has an address of its own, and without a place for it only the owner has one", () => {
  assertEquals(remoteOf("/srv/{account}.git", "guest"), "/srv/guest.git");
  assertEquals(remoteOf("/srv/notes.git", "owner"), "/srv/notes.git");
  assertEquals(remoteOf("/srv/notes.git", "guest"), undefined);
  assertEquals(remoteOf("", "owner"), undefined);
});
