import { assertEquals, assertMatch, assertNotMatch, assertStringIncludes } from "@std/assert";
import {
  type Account,
  action,
  type ActionDeclaration,
  BackgroundTaskManager,
  Buttons,
  command,
  type CommandDeclaration,
  Contributions,
  type Conversation,
  Deadlines,
  declarationsOf,
  Dialogues,
  type IncomingMessage,
  type KeptQuestion,
  logger,
  OperationPort,
  pluginOptionsOf,
  type TaskChild,
  Translations,
} from "@portico/bot";
import { DISCARD_ACTION, RETRY_ACTION } from "../../../core/handling/unit_news.ts";
import { StoredAccounts } from "../../../core/accounts/stored_accounts.ts";
import { textProblems } from "../../../core/i18n/text_problems.ts";
import { SystemPlugin } from "../../../plugins/system/mod.ts";
import { CommandMenu } from "../../../plugins/system/command_menu.ts";
import { z } from "zod";
import { settle, TestClock } from "../../support/clock.ts";
import { Person } from "../../support/context.ts";
import { MemoryStore } from "../../support/memory_store.ts";
import { ListedLetters, StillKernel } from "./kernel_stubs.ts";

const anna: Account = { id: "anna", role: "member" };
const MINUTE = 60_000;

/** Every complaint about a text fails the test that makes it. */
function complain(message: string): never {
  throw new Error(message);
}

function make() {
  const clock = new TestClock(0);
  const deadlines = new Deadlines(clock);
  const manager = new BackgroundTaskManager(clock, deadlines);
  manager.start();
  const translations = new Translations(complain);
  const own = pluginOptionsOf(SystemPlugin)?.texts;
  if (own !== undefined) translations.add("system", own);
  const contributions = new Contributions();
  const kernel = new StillKernel();
  const letters = new ListedLetters();
  const store = new MemoryStore();
  const dialogues = new Dialogues();
  const bot = new SystemPlugin(
    new CommandMenu(
      new OperationPort(new Buttons(store, clock)),
      contributions,
      translations,
      new StoredAccounts(store),
      kernel,
      clock,
      deadlines,
      store,
      logger("test"),
    ),
    contributions,
    translations,
    manager,
    kernel,
    dialogues,
    letters,
    store,
    clock,
  );
  const add = (plugin: string, options: CommandDeclaration) =>
    contributions.add(command, {
      plugin,
      name: `${plugin}.${options.name}`,
      options,
      handler: () => {},
      key: options.name,
    });
  const person = (account?: Account, language = "en") =>
    new Person("system", translations, { language, ...account === undefined ? {} : { account } });
  return { bot, clock, manager, translations, contributions, kernel, letters, store, dialogues, add, person };
}

/** A bot with the commands of two plugins beside its own. */
function makeWithCommands() {
  const made = make();
  const { add, translations } = made;
  for (const { point, options } of declarationsOf(SystemPlugin)) {
    if (point.id === command.id) add("system", options as CommandDeclaration);
  }
  translations.add("note", {
    en:
      "plugin-title = Notes\ncommand-notes = The newest notes\n    .usage = [count]\n    .details = Ten of them by default.",
    ru:
      "plugin-title = Заметки\ncommand-notes = Новейшие заметки\n    .usage = [сколько]\n    .details = По умолчанию десять.",
  });
  add("note", { name: "notes" });
  add("note", { name: "find", description: "Searches" });
  add("note", { name: "debug", hidden: true });
  add("plain", { name: "bare" });
  return made;
}

Deno.test("/start greets in two lines that say what to do", async () => {
  const { bot, person } = make();
  for (const [language, word] of [["en", "note"], ["ru", "заметк"]]) {
    const reader = person(undefined, language);
    await bot.greet(reader.command("start"));
    assertEquals(reader.heard.split("\n").length, 2);
    assertStringIncludes(reader.heard, word);
    assertStringIncludes(reader.heard, "/help");
  }
});

Deno.test("/help lists what there is, by plugin, the bot's own commands last", async () => {
  const { bot, person } = makeWithCommands();
  const owner = person();
  await bot.showHelp(owner.command("help"));
  assertStringIncludes(owner.heard, "**Notes**\n- `/notes [count]`: The newest notes\n- `/find`: Searches\n\n");
  assertStringIncludes(owner.heard, "**plain**\n- `/bare`\n");
  assertStringIncludes(owner.heard, "- `/help [command or plugin]`: What I can do");
  assertEquals(owner.heard.indexOf("**Notes**") < owner.heard.indexOf("**Help and health**"), true);
  assertNotMatch(owner.heard, /debug/);
});

Deno.test("/help hides the owner's commands from members", async () => {
  const { bot, person } = makeWithCommands();
  const [owner, member] = [person(), person(anna)];
  await bot.showHelp(owner.command("help"));
  await bot.showHelp(member.command("help"));
  assertMatch(owner.heard, /\/plugins/);
  assertNotMatch(member.heard, /\/plugins/);
  await bot.showHelp(member.command("help", "plugins"));
  assertStringIncludes(member.heard, "There is no command `/plugins`");
  await bot.showHelp(owner.command("help", "plugins"));
  assertStringIncludes(owner.heard, "Only the owner may use it.");
});

Deno.test("/help with a command tells more about it, in the reader's language", async () => {
  const { bot, person } = makeWithCommands();
  const reader = person(undefined, "ru");
  for (const asked of ["notes", "/NOTES"]) {
    await bot.showHelp(reader.command("help", asked));
    assertEquals(reader.heard, "`/notes [сколько]`: Новейшие заметки\n\nПо умолчанию десять.");
  }
});

Deno.test("/help with a command whose plugin has no words for its arguments tells what their schema says", async () => {
  const { bot, add, person } = make();
  const args = z.tuple([
    z.string().meta({ title: "city", description: "Where" }),
    z.enum(["C", "F"]).optional(),
    z.coerce.number().int().min(1).max(7).optional(),
  ]);
  add("weather", { name: "weather", description: "Forecast", args, urgent: true });
  const [english, russian] = [person(), person(undefined, "ru")];
  await bot.showHelp(english.command("help"));
  assertStringIncludes(english.heard, "- `/weather city [C|F] [number]`: Forecast");
  await bot.showHelp(english.command("help", "weather"));
  assertEquals(
    english.heard,
    "`/weather city [C|F] [number]`: Forecast\n\n- `city`: Where; a text\n- `C|F`: one of these: C, F; may be left out\n" +
      "- `number`: a whole number from 1 to 7; may be left out\n\nIt is answered at once, whatever else is running here.",
  );
  await bot.showHelp(russian.command("help", "weather"));
  assertStringIncludes(russian.heard, "- `число`: целое число от 1 до 7; можно не указывать\n");
});

Deno.test("/help with a plugin's name or title shows the commands of that plugin", async () => {
  const { bot, person } = makeWithCommands();
  const reader = person();
  for (const asked of ["note", "NOTE", "plain"]) {
    await bot.showHelp(reader.command("help", asked));
    assertEquals(
      reader.heard,
      asked === "plain"
        ? "**plain**\n- `/bare`"
        : "**Notes**\n- `/notes [count]`: The newest notes\n- `/find`: Searches",
    );
  }
  await bot.showHelp(reader.command("help", "help and health"));
  assertStringIncludes(reader.heard, "**Help and health**\n- `/start`");
});

Deno.test("/help with an unknown command names those it may mean", async () => {
  const { bot, person } = makeWithCommands();
  const reader = person();
  await bot.showHelp(reader.command("help", "noted"));
  assertStringIncludes(reader.heard, "Did you mean /notes?");
  await bot.showHelp(reader.command("help", "nonsense"));
  assertStringIncludes(reader.heard, "There is no command `/nonsense`");
});

Deno.test("/status shows the owner everything that runs but the asking itself", async () => {
  const { bot, kernel, clock, store, person } = make();
  const owner = person();
  const ask = owner.command("status");
  await clock.advance(125 * MINUTE);
  kernel.running(
    { unit: ask.event.key, handler: "system.showStatus", account: "owner", since: clock.now() },
    { unit: "1", handler: "note.create", account: "anna", since: clock.now() - 90_000 },
  );
  kernel.report = { ...kernel.report, queued: 2 };
  store.journal.counts = { pending: 3, work: 1, dead: 0 };
  await bot.showStatus(ask);
  assertEquals(owner.heard.split("\n"), [
    "**Portico 1.2.3**, up for 2 hours, 5 minutes",
    "",
    "- 1 handler is running:",
    "  - `note.create` for 1 minute, 30 seconds",
    "- Nothing is being gathered.",
    "- 2 things are waiting for their turn.",
    "- Accepted and not finished: 2 messages",
    "- Handed over and not finished: 1 batch",
    "- Nothing has failed.",
    "- Open to: console, telegram",
  ]);
});

Deno.test("/status says for how long and until when a platform asks to be left alone, and how much waits", async () => {
  const { bot, kernel, clock, person } = make();
  const pause = { left: 73_414_000, waiting: 3 };
  const [terminal, telegram] = kernel.report.adapters;
  kernel.report = { ...kernel.report, adapters: [terminal, { ...telegram, pause }] };
  const owner = person();
  await bot.showStatus(owner.command("status"));
  const until = new Date(clock.now() + pause.left);
  const time = until.toLocaleString("en", { dateStyle: "medium", timeStyle: "short" });
  const said = `telegram asks to wait for 20 hours, 23 minutes, until ${time}. 3 operations wait for it.`;
  assertEquals(owner.heard.split("\n").at(-1)?.replaceAll(/[\u2068\u2069]/g, ""), `  - ${said}`);
});

Deno.test("/status shows members what is theirs, and nothing of others", async () => {
  const { bot, kernel, manager, letters, person } = make();
  kernel.running(
    { unit: "1", handler: "note.create", account: "owner", since: 0 },
    { unit: "2", handler: "note.move", account: "anna", since: 0 },
  );
  gather(manager, [batch("b1", "anna"), batch("b2", "ben"), batch("b3", "ben")]);
  await settle();
  letters.add("x", "ben", "broke");
  const [member, owner] = [person(anna), person()];
  await bot.showStatus(member.command("status"));
  assertStringIncludes(member.heard, "- 1 handler is running:\n  - `note.move`");
  assertStringIncludes(member.heard, "1 batch is being gathered.");
  assertStringIncludes(member.heard, "Nothing has failed.");
  assertNotMatch(member.heard, /note\.create|Accepted|telegram/);
  await bot.showStatus(owner.command("status"));
  assertStringIncludes(owner.heard, "3 batches are being gathered.");
  await manager.stop();
});

Deno.test("/status counts in Russian", async () => {
  const { bot, store, person, clock } = make();
  const reader = person(undefined, "ru");
  store.journal.counts = { pending: 22, work: 5, dead: 21 };
  await clock.advance(3 * MINUTE);
  await bot.showStatus(reader.command("status"));
  assertStringIncludes(reader.heard, "работает 3 минуты");
  assertStringIncludes(reader.heard, "22 сообщения");
  assertStringIncludes(reader.heard, "5 пачек");
  assertStringIncludes(reader.heard, "Не удалось закончить 21 дело: /failed");
});

function batch(id: string, userId: string): TaskChild {
  return { id, userId, description: `batch ${id}`, startedAt: 0 };
}

/** The task in which the aggregation plugin shows its open batches. */
function gather(manager: BackgroundTaskManager, children: readonly TaskChild[]): void {
  manager.register("aggregation.batches", ({ report, signal }) => {
    report(children);
    return new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
  }, { description: "Gathers", owner: "aggregation" });
}

Deno.test("/tasks shows the owner tasks with children, next runs and last errors", async () => {
  const { bot, manager, clock, person } = make();
  gather(manager, [batch("b1", "anna")]);
  manager.register("vault.rescan", () => {
    throw new Error("disk `gone`");
  }, { every: "10m", description: "Looks for changed files", owner: "vault" });
  manager.register("system.forget", () => {}, { every: "1h", description: "prune", owner: "system" });
  await clock.advance(21 * MINUTE);
  const owner = person();
  await bot.showTasks(owner.command("tasks"));
  assertStringIncludes(owner.heard, "- **Gathers** (`aggregation.batches`): running, began 21 minutes ago\n");
  assertStringIncludes(owner.heard, "  - batch b1, anna, 21 minutes ago");
  assertMatch(
    owner.heard,
    /`vault\.rescan`\): waiting, next in 9 minutes, 2 runs so far, last error: `` disk `gone` ``/,
  );
  assertStringIncludes(owner.heard, "- **Forgets what was finished more than a week ago** (`system.forget`)");
  await manager.stop();
});

Deno.test("/tasks shows members only what is theirs", async () => {
  const { bot, manager, clock, person } = make();
  gather(manager, [batch("b1", "anna"), batch("b2", "ben")]);
  const wait = ({ signal }: { signal: AbortSignal }) =>
    new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
  manager.register("sync.anna", wait, { description: "Syncs Anna", owner: "sync", userId: "anna" });
  manager.register("sync.ben", wait, { description: "Syncs Ben", owner: "sync", userId: "ben" });
  await clock.advance(1);
  const [member, stranger] = [person(anna), person({ id: "carl", role: "member" })];
  await bot.showTasks(member.command("tasks"));
  assertMatch(member.heard, /batch b1, now/);
  assertMatch(member.heard, /Syncs Anna/);
  assertNotMatch(member.heard, /ben|b2/i);
  await bot.showTasks(stranger.command("tasks"));
  assertEquals(stranger.heard, "Nothing of yours runs in the background.");
  await manager.stop();
});

Deno.test("/tasks keeps what went wrong for others from members", async () => {
  const { bot, manager, clock, person } = make();
  let runs = 0;
  manager.register("aggregation.batches", ({ report, signal }) => {
    if (++runs === 1) throw new Error("about Ben");
    report([batch("b1", "anna")]);
    return new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
  }, { every: "10m", description: "Gathers", owner: "aggregation" });
  await clock.advance(21 * MINUTE);
  const [member, owner] = [person(anna), person()];
  await bot.showTasks(member.command("tasks"));
  assertMatch(member.heard, /batch b1/);
  assertNotMatch(member.heard, /Ben/);
  await bot.showTasks(owner.command("tasks"));
  assertMatch(owner.heard, /about Ben/);
  await manager.stop();
});

Deno.test("/tasks counts what would be too long to list", async () => {
  const { bot, manager, clock, person } = make();
  gather(manager, Array.from({ length: 1_000 }, (_, index) => batch(`b${index}`, "anna")));
  await clock.advance(1);
  const owner = person();
  await bot.showTasks(owner.command("tasks"));
  assertEquals(owner.heard.split("\n").length, 13);
  assertStringIncludes(owner.heard, "… and 990 more");
  await manager.stop();
});

function question(account: string, conversation: Conversation): KeptQuestion {
  return { account, conversation, step: { scope: "1", step: "ask:1" }, intake: true, hasChoices: false };
}

Deno.test("/cancel ends the open dialogue and leaves the telling to it; with none it says so", async () => {
  const { bot, dialogues, person } = make();
  const owner = person();
  const dialogue = dialogues.open(question("owner", owner.conversation));
  const ended = dialogue.answered.catch((error: Error) => error.message);
  await bot.cancel(owner.command("cancel"));
  assertStringIncludes(String(await ended), "cancelled");
  assertEquals(owner.messages, []);
  await bot.cancel(owner.command("cancel"));
  assertEquals(owner.heard, "There is nothing to cancel.");
});

Deno.test("/cancel leaves other people's dialogues alone", async () => {
  const { bot, dialogues, person } = make();
  const owner = person();
  const dialogue = dialogues.open(question("anna", owner.conversation));
  await bot.cancel(owner.command("cancel"));
  assertEquals(dialogue.isOpen, true);
});

Deno.test("/plugins shows what each plugin holds", async () => {
  const { bot, kernel, person } = make();
  kernel.report = {
    ...kernel.report,
    plugins: [{ name: "note", holds: ["command notes", "task note.sync"] }, { name: "bare", holds: [] }],
  };
  const owner = person();
  await bot.showPlugins(owner.command("plugins"));
  assertEquals(owner.heard.split("\n"), [
    "**2 plugins are loaded**",
    "- **note**: `command notes`, `task note.sync`",
    "- **bare**: holds nothing",
  ]);
});

Deno.test("/failed lists the oldest first, with the reader's own words and two buttons each", async () => {
  const { bot, clock, letters, store, person } = make();
  await clock.advance(60 * MINUTE);
  letters.add("a", "owner", "It **broke**", 0);
  letters.add("b", "anna", "It is late", 58 * MINUTE);
  store.journal.entries = ["a", "b"].map((key, seq) => ({
    seq,
    event: messageEvent(key),
    account: key === "a" ? "owner" : "anna",
    receivedAt: 0,
  }));
  const owner = person();
  await bot.showFailed(owner.command("failed"));
  assertEquals(owner.heard.split("\n"), [
    "**2 things could not be finished**",
    "",
    "1. 1 hour ago: `It **broke**`",
    "   `text of a`",
    "2. 2 minutes ago, anna: `It is late`",
  ]);
  assertEquals(owner.buttons, [["Try 1 again", "Discard 1"], ["Try 2 again", "Discard 2"]]);
});

function messageEvent(key: string): IncomingMessage {
  const conversation = { platform: "test", chat: "1", kind: "private" as const };
  const sender = { platform: "test", user: "1" };
  return { kind: "message", key, id: key, text: `text of ${key}`, attachments: [], at: 0, conversation, sender };
}

Deno.test("/failed shows members only what is theirs", async () => {
  const { bot, letters, person } = make();
  letters.add("a", "owner", "broke");
  const member = person(anna);
  await bot.showFailed(member.command("failed"));
  assertEquals(member.heard, "Nothing has failed.");
  letters.add("b", "anna", "late");
  await bot.showFailed(member.command("failed"));
  assertNotMatch(member.heard, /broke/);
  assertMatch(member.heard, /late/);
});

Deno.test("the buttons of /failed retry and discard, and show what is left", async () => {
  const { bot, letters, person } = make();
  for (const unit of ["a", "b"]) letters.add(unit, "owner", "broke");
  const owner = person();
  await bot.showFailed(owner.command("failed"));
  await bot.retry(owner.press({ unit: "b", listed: true }));
  assertStringIncludes(owner.heard, "Trying again.\n\n**1 thing could not be finished**");
  await bot.discard(owner.press({ unit: "a", listed: true }));
  assertEquals(owner.heard, "Discarded.");
  assertEquals([letters.retried, letters.discarded, owner.messages.length], [["b"], ["a"], 1]);
});

Deno.test("the button beneath the news of a failure works once, and again while the old run has not ended", async () => {
  const { bot, letters, person } = make();
  letters.add("a", "owner", "broke");
  letters.stillRunning.add("a");
  const owner = person();
  await bot.retry(owner.press("a", null));
  assertStringIncludes(owner.heard, "still ending");
  assertEquals(owner.button("Try again"), { name: "system.retry", payload: "a" });
  letters.stillRunning.clear();
  await bot.retry(owner.press("a"));
  assertEquals([owner.heard, owner.buttons, owner.edits], ["Trying again.", [], 1]);
  await bot.retry(owner.press("a"));
  assertStringIncludes(owner.heard, "nothing left to try again");
});

Deno.test("a member can't retry or discard what is somebody else's", async () => {
  const { bot, letters, person } = make();
  letters.add("a", "owner", "broke");
  const member = person(anna);
  await bot.retry(member.press("a", null));
  assertEquals(member.heard, "That belongs to somebody else.");
  await bot.discard(member.press("a"));
  assertEquals(member.heard, "That belongs to somebody else.");
  assertEquals(letters.letters.length, 1);
});

Deno.test("the actions have the names that the kernel's own buttons use", () => {
  const keys = declarationsOf(SystemPlugin).filter(({ point }) => point.id === action.id)
    .map(({ options, method }) => action.key(options as ActionDeclaration, method, "system"));
  assertEquals(keys, [RETRY_ACTION, DISCARD_ACTION]);
});

Deno.test("housekeeping forgets what was settled more than a week ago", async () => {
  const { bot, clock, store } = make();
  await clock.advance(10 * 24 * 60 * MINUTE);
  await bot.forget();
  assertEquals(store.journal.pruned, [3 * 24 * 60 * MINUTE]);
});

Deno.test("every text is there in every language", () => {
  const own = pluginOptionsOf(SystemPlugin)?.texts;
  assertEquals(own && textProblems("system", own), []);
});
