/** What a model is told before all. */
import { assert, assertStringIncludes } from "@std/assert";
import { instructionsIn } from "../../../plugins/agent/task_prompt.ts";

Deno.test("the instructions end with the language of what is around the answer, on a line of its own", () => {
  const text = instructionsIn("ru");
  assertStringIncludes(text, "in the language of the request");
  assert(text.endsWith("\n\nLanguage: ru"));
});
