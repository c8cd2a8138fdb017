import { assertEquals } from "@std/assert";
import { problemOf } from "../../../plugins/git/git_problem.ts";

const SAID: Readonly<Record<string, readonly [code: string, detail: string]>> = {
  "fatal: unable to access 'https://h/': Could not resolve host: h": [
    "unreachable",
    "fatal: unable to access 'https://h/': Could not resolve host: h",
  ],
  "ssh: connect to host h port 22: Connection refused\nfatal: Could not read from remote repository.": [
    "unreachable",
    "fatal: Could not read from remote repository.",
  ],
  "git@h: Permission denied (publickey).\nfatal: Could not read from remote repository.": [
    "refused",
    "fatal: Could not read from remote repository.",
  ],
  "fatal: could not read Username for 'https://h': terminal prompts disabled": [
    "refused",
    "fatal: could not read Username for 'https://h': terminal prompts disabled",
  ],
  "remote: Repository not found.\nfatal: repository 'https://h/x' not found": [
    "missing",
    "fatal: repository 'https://h/x' not found",
  ],
  "To /x\n ! [rejected]        main -> main (fetch first)\nerror: failed to push some refs to '/x'": [
    "rejected",
    "! [rejected]        main -> main (fetch first)",
  ],
  "fatal: Unable to create '/v/.git/index.lock': File exists.\n\nAnother git process seems to be running": [
    "locked",
    "fatal: Unable to create '/v/.git/index.lock': File exists.",
  ],
  'error: open("x"): Permission denied': ["failed", 'error: open("x"): Permission denied'],
  "": ["failed", "no reason given"],
};

for (const [said, [code, detail]] of Object.entries(SAID)) {
  Deno.test(`"${said.split("\n")[0]}" is ${code}`, () => {
    const problem = problemOf(said);
    assertEquals([problem.code, problem.detail], [code, detail]);
  });
}
