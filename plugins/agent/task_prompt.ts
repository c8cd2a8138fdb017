/** What a model is told: the task and what came with it, each within marks that nothing in it can close. */
import type { ModelMessage } from "ai";
import type { ContextMessage } from "../conversation/mod.ts";
import { escapeData } from "../model/mod.ts";
import type { AgentTask } from "./agent_task.ts";
import { cutText } from "./tool_output.ts";
import prompt from "./prompt.md" with { type: "text" };

/** So much of all material together goes into the prompt, in characters; less where a model's window is small. */
const MOST_DATA = 40_000;

/** What a model is told before all, and in which language the person reads what is around its answer. */
export function instructionsIn(language: string): string {
  return `${prompt.trim()}\n\nLanguage: ${language}`;
}

/** The messages before the model's first answer. @param room characters that a prompt may have. */
export function promptOf(task: AgentTask, history: readonly ContextMessage[], room: number): ModelMessage[] {
  return [
    // What was said may quote anybody: a mark in it would make a task of that.
    ...history.filter(({ text }) => text !== "").map(({ role, text }): ModelMessage => ({
      role,
      content: escapeData(text),
    })),
    { role: "user", content: [`<task>\n${escapeData(task.text)}\n</task>`, ...dataOf(task, room)].join("\n") },
  ];
}

function dataOf({ data }: AgentTask, room: number): string[] {
  const share = Math.floor(Math.min(MOST_DATA, room / 2) / Math.max(1, data.length));
  return data.map(({ from, text }) => {
    const source = escapeData(from).replaceAll('"', "&quot;").replace(/\s+/g, " ").slice(0, 200);
    return `<data from="${source}">\n${escapeData(cutText(text, share))}\n</data>`;
  });
}
