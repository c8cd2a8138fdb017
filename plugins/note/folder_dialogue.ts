import { type ActionContext, codeSpan, rowsOf } from "@portico/bot";
import { z } from "zod";
import { folderOf, type Note, type Vault, VaultError } from "../vault/mod.ts";
import { named } from "./note_card.ts";
import { problemOf } from "./vault_problem.ts";

/** What means the vault's root. */
const ROOT = "/";
/** So many folders get a button; any other can be typed. */
const OFFERED = 12;
/** Two in a row: folders have longer names than tags. */
const ROW = 2;

/** Asks for a folder until the vault takes it, and moves the note there. A folder that is not there is made. */
export async function moveByDialogue(ctx: ActionContext<string>, vault: Vault, note: Note): Promise<Note> {
  const current = folderOf(note.path);
  const folders = (await vault.folders()).filter((folder) => folder !== current);
  const root = current === "" ? [] : [{ text: ctx.t("folder-root"), value: ROOT }];
  const choices = rowsOf(
    [...root, ...folders.slice(0, OFFERED).map((folder) => ({ text: folder, value: folder }))],
    ROW,
  );
  const here = current === "" ? ctx.t("folder-root") : codeSpan(current);
  for (
    let question = ctx.t(choices.length === 0 ? "ask-folder-first" : "ask-folder", { ...named(note), folder: here });;
  ) {
    const answer = await ctx.ask(question, { choices, answer: z.string() });
    try {
      return await vault.move(note.id, folderNamed(answer));
    } catch (error) {
      if (!(error instanceof VaultError && (error.code === "invalid" || error.code === "outside"))) throw error;
      question = ctx.t("ask-folder-again", { problem: problemOf(ctx, error), folder: codeSpan(answer) });
    }
  }
}

/** A folder as people write it: slashes around it mean nothing. */
export function folderNamed(answer: string): string {
  return answer.trim().replace(/^[\s/]+|(?<![\s/])[\s/]+$/g, "");
}
