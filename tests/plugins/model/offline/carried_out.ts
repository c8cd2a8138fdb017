/** A task that the offline model carries out on notes in memory. */
import { generateText, type ModelMessage, stepCountIs } from "ai";
import { OfflineModel } from "../../../../plugins/model/offline/mod.ts";
import { FakeVault, instructionsIn, type NoteSeed, taskMessages } from "./fake_vault.ts";

/** What came of a task: the notes, what was said, and the conversation with it. */
export interface CarriedOut {
  readonly vault: FakeVault;
  readonly text: string;
  readonly earlier: readonly ModelMessage[];
}

/** Carries a task out. `seeds` are the notes where no vault is given. */
export async function carryOut(
  task: string,
  { seeds = [], vault = new FakeVault(seeds), earlier = [], language }: {
    readonly seeds?: readonly NoteSeed[];
    readonly vault?: FakeVault;
    readonly earlier?: readonly ModelMessage[];
    readonly language?: string;
  } = {},
): Promise<CarriedOut> {
  const { text } = await generateText({
    model: new OfflineModel(),
    ...(language === undefined ? {} : { instructions: instructionsIn(language) }),
    messages: taskMessages(task, earlier),
    tools: vault.tools(),
    stopWhen: stepCountIs(50),
  });
  const said: ModelMessage[] = [{ role: "user", content: task }, { role: "assistant", content: text }];
  return { vault, text, earlier: [...earlier, ...said] };
}
