/** Neither key nor prompt is in what is said of a failure: not in its message, not in its causes, not in the log. */
import { assert, assertEquals } from "@std/assert";
import { type Answer, broken, FakeOpenAI, status } from "../../support/fake_openai/mod.ts";
import { captureLogs } from "../../support/logs.ts";
import { failureAmong, ModelOverFake } from "./model_over_fake.ts";

const KEY = "sk-very-secret-key-0123456789";
const PROMPT = "the diary of a thief";

/** What an endpoint may say that repeats what it was sent. */
function echo(code: number): Answer {
  const message = `Bad key ${KEY} for "${PROMPT}" (context of ${KEY})`;
  return status(code, {
    message,
    body: JSON.stringify({ error: { message, code: PROMPT, type: KEY, param: PROMPT } }),
  });
}

const FAILURES: Readonly<Record<string, Answer>> = {
  "that is refused": echo(401),
  "that is a bad request": echo(400),
  "that fails": echo(500),
  "that is limited": echo(429),
  "that is answered in HTML": status(502, { body: `<h1>${KEY} ${PROMPT}</h1>` }),
  "that is answered with broken JSON": status(200, { body: `{"choices": "${KEY} ${PROMPT}"` }),
  "that is answered with other JSON": status(200, { body: JSON.stringify({ choices: KEY, model: PROMPT }) }),
  "that is cut": broken({ kind: "cut", after: 2 }),
  "that stalls": broken({ kind: "stall", after: 2 }),
  "that fails within a stream": broken({ kind: "error", after: 2, message: `${KEY} ${PROMPT}`, code: KEY }),
};

for (const [what, answer] of Object.entries(FAILURES)) {
  Deno.test(`a call ${what} tells nothing of what was sent`, async () => {
    const failures: unknown[] = [];
    const lines = await captureLogs(async () => {
      await using desk = await ModelOverFake.make({ settings: { key: KEY, attempts: 2 }, fake: { key: KEY } });
      desk.fake.answer = () => answer;
      failures.push(await desk.spend(desk.ask(PROMPT).then((text) => text, (error) => error)));
      failures.push(await desk.spend(desk.stream(PROMPT).then(failureAmong, (error) => error)));
      assert(desk.fake.requests.length >= 2);
    });
    const said = [...failures.map(everythingIn), JSON.stringify(lines)].join("\n");
    assertEquals([said.includes(KEY), said.includes("secret-key"), said.includes(PROMPT), said.includes("thief")], [
      false,
      false,
      false,
      false,
    ]);
    assert(lines.some(({ level, message }) => level === "warning" && message.includes("no answer")));
  });
}

Deno.test("the key goes to the endpoint, and nowhere that it leads to", async () => {
  await using other = FakeOpenAI.start();
  await using desk = await ModelOverFake.make({ settings: { key: KEY }, fake: { key: KEY } });
  assertEquals(await desk.ask("Hello?"), "OK");
  desk.fake.queue(broken({ kind: "redirect", to: `${other.url}/chat/completions` }));
  await desk.ask("Hello?").catch(() => {});
  assertEquals(other.requests, []);
});

/** All that can be read of an error: its text, its stack, its fields, its causes. */
function everythingIn(error: unknown): string {
  return Deno.inspect(error, { depth: 20, showHidden: true, strAbbreviateSize: 100_000 });
}
