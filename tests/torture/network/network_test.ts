import { TROUBLED, troubles } from "../../support/telegram_history.ts";
import { liveThrough } from "../histories.ts";
import { assertHold } from "../torture.ts";
import { torturePause } from "./pause.ts";
import { tortureServices } from "./services.ts";

const say = (line: string) => console.error(line);

Deno.test("4 × two hours of random faults, deaths and stops: each message in one note, each reply once or told, in order, within the limits", async () => {
  assertHold(await liveThrough(troubles, TROUBLED, { count: 4, seed: 20_261_126, say }));
});

Deno.test("a platform that asks for 73,414 s: the console goes on, it is said until when, a stop does not wait, and each answer comes once", async () => {
  assertHold(await torturePause({ count: 2, seed: 20_261_126 }));
});

Deno.test("a server that does everything wrong: whatever the bot asks ends by an error of ours, and takes no endless amount", async () => {
  assertHold(await tortureServices({ count: 1, seed: 20_261_126, say }));
});
