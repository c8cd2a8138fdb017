/** What a model answers, whatever it is asked for: an answer, a title and tags, or calls of tools. */
import fc from "fast-check";
import { languageModelOf } from "../../plugins/agent/agent_bot.ts";
import { ScriptedAdapter } from "../../support/scripted_adapter.ts";
import { type Babble, BabblingModel } from "./babbling_model.ts";
import { nastyJson, nastyName, nastyText } from "./nasty_texts.ts";
import type { InputTarget } from "./target.ts";
import { WholeBot } from "./whole_bot.ts";

/** What somebody says, and what the model has to say to it. */
interface Talk {
  readonly say: string;
  readonly answers: readonly Babble[];
}

const TOOLS = [
  ..."search_notes list_notes read_note create_note edit_note append_to_note move_note rename_note tag_note".split(" "),
  ..."delete_note merge_notes open_url today undo_last nowhere __proto__".split(" "),
];
const FIELDS = "id ids title body text folder tags add remove query url from limit find replace since until".split(" ");
const paths = fc.constantFrom(
  "../../x",
  "/etc/passwd",
  ".git/hooks/pre-commit",
  ".trash/x",
  "attachments/x",
  "a/".repeat(300),
  "CON",
);
const call = fc.record({
  tool: fc.constantFrom(...TOOLS),
  input: fc.oneof(
    {
      weight: 4,
      arbitrary: fc.dictionary(fc.constantFrom(...FIELDS), fc.oneof(nastyText, paths, nastyJson), { maxKeys: 6 }),
    },
    nastyJson,
    nastyText,
  ),
});
const json = fc.record({ title: nastyText, tags: fc.array(nastyName), summary: nastyText }).map((said) =>
  JSON.stringify(said)
);
const babble: fc.Arbitrary<Babble> = fc.oneof(
  { weight: 3, arbitrary: fc.array(call, { minLength: 1, maxLength: 3 }) },
  nastyText,
  json,
  fc.constantFrom(
    "",
    " ".repeat(50_000),
    "[".repeat(30_000),
    "[1]".repeat(10_000),
    "NOTHING",
    "```",
    "> ".repeat(20_000),
  ),
);
const talk: fc.Arbitrary<Talk> = fc.record({
  say: fc.constantFrom(
    "/agent do it",
    "/ask what about milk?",
    "a note about milk, long enough to have a summary ".repeat(20),
  ),
  answers: fc.array(babble, { minLength: 1, maxLength: 4 }),
});

/** See the file's comment. */
export const modelTarget: InputTarget<readonly Talk[]> = {
  name: "model_answers",
  inputs: fc.array(talk, { minLength: 1, maxLength: 3 }),
  costs: 100,
  open: async () => {
    const chat = new ScriptedAdapter();
    const model = new BabblingModel();
    const bot = await WholeBot.start(() => chat, languageModelOf(model));
    await chat.say("# Milk\nabout milk #home");
    let number = 0;
    return {
      async feed(talks) {
        for (const { say, answers } of talks) {
          model.left = [...answers];
          await chat.say(say);
          await bot.pass(10_000);
        }
        model.left = [];
        const asked = `sound ${++number}`;
        for (const end of ["/cancel", "/stop", `/${asked}`]) await chat.say(end);
        await bot.until(`the answer to ${asked}`, () => chat.texts.includes(asked));
        // A model that writes no answer fails the question, which is kept.
        await bot.digest(/Your question is kept|error-broken/);
        chat.operations.splice(0, chat.operations.length - 50);
      },
      [Symbol.asyncDispose]: () => bot[Symbol.asyncDispose](),
    };
  },
};
