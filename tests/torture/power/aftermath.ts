/** What the power cut has left of what people were told. */
import { join } from "node:path";
import type { Program } from "../../support/program.ts";
import { Known } from "../known.ts";
import { IN_TRASH, type Sent, SETTING, tagOf, type Traffic } from "./traffic.ts";

/** Everything that was found wrong, a line each, by what it is. */
export class Findings {
  readonly lost: string[] = [];
  readonly doubled: string[] = [];
  readonly silent: string[] = [];
  readonly alarms: string[] = [];
  /** Replies of which nobody knows whether they arrived, and commands that were cut off three times, and that was logged. */
  unknown = 0;

  get all(): readonly string[] {
    return [...this.lost, ...this.doubled, ...this.silent, ...this.alarms];
  }
}

/** A note's file, in its place or in the trash. */
interface KeptNote {
  readonly head: string;
  readonly body: string;
  readonly trashed: boolean;
}

/** What is in the vaults. */
interface Kept {
  readonly notes: KeptNote[];
  /** The contents of all other files. */
  readonly files: Set<string>;
}

/** Has everything sent again, as whoever does not know what has arrived does, and asks for what is not seen in files. */
export async function sendAgain(program: Program, { lines, sent, settings }: Traffic, before: Known): Promise<void> {
  await program.send(...lines);
  for (const [user, { chat }] of settings) {
    await program.send({ type: "message", id: `ask-${user}`, chat, user, text: `/settings ${SETTING}` });
  }
  for (const { id, user } of sent) {
    if (!before.knows(id, "Saved **")) continue;
    await program.send({ type: "message", id: `find-${id}`, chat: `ask-${user}`, user, text: `/find ${id}` });
  }
}

/** Compares what is there with what was told before and after the cut. @param toldBefore what whoever runs the program was told before it. */
export async function judge(
  data: string,
  traffic: Traffic,
  before: Known,
  program: Program,
  toldBefore: string,
): Promise<Findings> {
  const findings = new Findings();
  const after = new Known(program.told, before);
  judgeAccepted(findings, traffic, before, after);
  const kept: Kept = { notes: [], files: new Set() };
  await collect(join(data, "vaults"), false, kept);
  for (const { head, body } of kept.notes) {
    if (!traffic.sent.some(({ id }) => body.includes(id))) findings.alarms.push(`a note of nobody: ${head}${body}`);
  }
  for (const sent of traffic.sent) judgeNote(findings, sent, kept, before, after);
  judgeAnswers(findings, before, after, toldBefore + program.stderr);
  for (const [user, { value }] of traffic.settings) {
    if (!after.knows(`ask-${user}`, String(value))) findings.lost.push(`the setting ${value} of ${user}`);
  }
  if (/was damaged|Unhandled|dead letter(?!: 3 starts)/i.test(program.stderr)) findings.alarms.push(program.stderr);
  return findings;
}

function judgeAccepted(findings: Findings, { lines }: Traffic, before: Known, after: Known): void {
  const sent = Map.groupBy(lines, (line) => "id" in line ? String(line.id) : "");
  for (const [id, { length }] of sent) {
    const times = (before.accepted.get(id) ?? 0) + (after.accepted.get(id) ?? 0);
    if (times > length) {
      findings.lost.push(`${id} was accepted, and is not known any more`);
    }
  }
}

function judgeNote(findings: Findings, sent: Sent, kept: Kept, before: Known, after: Known): void {
  const { id, versions, file } = sent;
  const notes = kept.notes.filter(({ body }) => body.includes(id));
  if (notes.length === 0) findings.lost.push(`the note of ${id}`);
  if (notes.length > 1) findings.doubled.push(`the note of ${id}, ${notes.length} times`);
  if (notes.length !== 1) return;
  const [{ head, body, trashed }] = notes;
  const newest = versions.at(-1) ?? "";
  if (!body.includes(newest)) findings.lost.push(`the newest text of ${id}: ${JSON.stringify(body)}`);
  if (before.knows(id, IN_TRASH) && !trashed) findings.lost.push(`${id} was undone, and is there again`);
  if (before.knows(tagOf(id), `#${tagOf(id)}`) && !head.includes(tagOf(id))) findings.lost.push(`the tag of ${id}`);
  if (file !== undefined && !(body.includes("attachments/") && kept.files.has(file))) {
    findings.lost.push(`the file of ${id}`);
  }
  const isFound = after.knows(`find-${id}`, id);
  if (before.knows(id, "Saved **") && !isFound && !trashed) findings.lost.push(`${id} is there, and not found`);
}

function judgeAnswers(findings: Findings, before: Known, after: Known, stderr: string): void {
  for (const [asked, answers] of before.answers) {
    const again = [...after.answers.get(asked)?.keys() ?? []].filter((id) => !answers.has(id));
    if (again.length > 0) findings.doubled.push(`the answer to ${asked}`);
  }
  for (const asked of before.accepted.keys()) {
    if (asked.endsWith(".0") || before.answers.has(asked) || after.answers.has(asked)) continue;
    const told = `Unknown whether \\S+ of \\S*${asked}\\b|\\b${asked} is a dead letter: 3 starts`;
    if (new RegExp(told).test(stderr)) findings.unknown++;
    else findings.silent.push(`the answer to ${asked} did not come, and nothing is said of it`);
  }
}

async function collect(folder: string, trashed: boolean, kept: Kept): Promise<void> {
  for (const name of await namesIn(folder)) {
    const path = join(folder, name);
    if ((await Deno.stat(path)).isDirectory) {
      await collect(path, trashed || name === ".trash", kept);
      continue;
    }
    const text = await Deno.readTextFile(path);
    if (!name.endsWith(".md")) kept.files.add(text);
    else {
      const [, head = "", body = text] = /^---\n([^]*?)\n---\n([^]*)$/.exec(text) ?? [];
      kept.notes.push({ head, body, trashed });
    }
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
