/** Git as people see it: a whole bot, and real repositories. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { command, inject, plugin } from "@portico/bot";
import { GitPlugin } from "../../../plugins/git/mod.ts";
import { VaultPlugin, Vaults } from "../../../plugins/vault/mod.ts";
import { TestFolder } from "../../support/folder.ts";
import { captureLogs } from "../../support/logs.ts";
import { TestBot, type TestBotOptions } from "../../support/test_bot.ts";
import { newNote } from "../vault/support.ts";
import { git, subjects } from "./support.ts";

let vaults: Vaults;

@plugin({ name: "reach" })
@inject(Vaults)
class Reach {
  constructor(given: Vaults) {
    vaults = given;
  }
}

async function start(folder: TestFolder, config: object, options: Partial<TestBotOptions> = {}): Promise<TestBot> {
  return await TestBot.start({
    plugins: [VaultPlugin, GitPlugin, Reach],
    data: folder.join("data"),
    proven: [VaultPlugin, GitPlugin],
    config: { git: { enabled: true, ...config } },
    ...options,
  });
}

async function makeRemote(folder: TestFolder): Promise<string> {
  const path = folder.join("remote.git");
  await git(folder.path, "init", "--quiet", "--bare", "--initial-branch=main", path);
  return path;
}

const plain = (text: string) => text.replace(/[\u2066-\u2069]/g, "");
const russian = { sender: { platform: "test", user: "you", language: "ru" } };

Deno.test("of what is off there is nothing: without git no command and no task, without a remote no pull", async () => {
  await using folder = await TestFolder.make();
  const remote = await makeRemote(folder);
  const there = async (config: object) => {
    await using bot = await start(folder, config);
    const { contributions, tasks } = bot.kernel;
    const ids = tasks.list().map(({ id }) => id);
    return [contributions.of(command).get("sync") !== undefined, ids.includes("git.pull")];
  };
  assertEquals(await there({ enabled: false, remote }), [false, false]);
  assertEquals(await there({}), [true, false]);
  assertEquals(await there({ remote }), [true, true]);
});

/** What the bot says at last, in place of what it shows before; each answer has other words than those before. */
async function answer(bot: TestBot, pattern: RegExp): Promise<string> {
  return plain((await bot.chat.shows(({ text }) => pattern.test(plain(text)))).text);
}

/** Lets a task of the owner's run to its end so often, without time passing while git is at work. */
async function runs(bot: TestBot, name: string, count: number): Promise<void> {
  for (;;) {
    const task = bot.kernel.tasks.list().find(({ id }) => id === `git.owner.${name}`);
    if (task !== undefined && task.runs >= count && task.status !== "running") return;
    if (task?.status === "running") await bot.settle();
    else await bot.clock.advance(500);
  }
}

Deno.test("without a remote /sync commits, and says that nothing is sent", async () => {
  await using folder = await TestFolder.make();
  await using bot = await start(folder, {});
  await vaults.of("owner").create(newNote("1", { title: "Milk" }));
  await bot.chat.say("/sync");
  assertEquals(
    await answer(bot, /committed/),
    "Everything is committed.\n\nYour notes are committed here only: no remote is configured for them (`PORTICO_GIT_REMOTE`).",
  );
  assertEquals(await subjects(vaults.of("owner").root), ["Add “Milk”"]);
});

Deno.test("/sync says what went and came, and which notes there are twice, in English and Russian", async () => {
  await using folder = await TestFolder.make();
  const remote = await makeRemote(folder);
  await using bot = await start(folder, { remote });
  await vaults.of("owner").create(newNote("1", { title: "Milk", body: "first" }));
  await vaults.of("owner").create(newNote("2", { title: "Bread" }));
  const clone = folder.join("clone");
  await bot.chat.say("/sync");
  assertEquals(await answer(bot, /Sent/), "Sent 2 commits; nothing new came.");
  await bot.chat.say("/sync");
  assertEquals(await answer(bot, /nothing to send/), "Everything is in step: nothing to send, nothing new.");
  await git(folder.path, "clone", "--quiet", remote, clone);
  await Deno.writeTextFile(`${clone}/Milk.md`, "theirs");
  await git(clone, "commit", "--quiet", "-am", "Theirs");
  await git(clone, "push", "--quiet", "origin", "main");
  await vaults.of("owner").update("1", { body: "ours" });
  await bot.chat.say("/sync", russian);
  const text = await answer(bot, /Отправлено/);
  assertEquals(text.split("\n")[0], "Отправлено 2 коммита, получен 1.");
  assertStringIncludes(text, "1 заметка изменена и здесь, и в удалённом репозитории.");
  assertMatch(text, /- `Milk` из удалённого, `Milk \(conflict 2026-01-01\)` отсюда$/);
});

Deno.test("/sync says what is wrong with the remote, and what to do", async () => {
  await using folder = await TestFolder.make();
  await using bot = await start(folder, { remote: folder.join("nowhere.git") });
  await vaults.of("owner").create(newNote("1"));
  await bot.chat.say("/sync");
  assertMatch(
    await answer(bot, /There is no/),
    /nowhere\.git.*Make an empty one there, or correct `PORTICO_GIT_REMOTE`\.$/,
  );
  await runs(bot, "sync", 2);
  assertEquals(bot.chat.sends.length, 1);
});

Deno.test("a remote that fails is told once, where its owner wrote last, and so is that it works again", async () => {
  await using folder = await TestFolder.make();
  const remote = await makeRemote(folder);
  await Deno.rename(remote, `${remote}.away`);
  const lines = await captureLogs(async () => {
    await using bot = await start(folder, { remote });
    await bot.chat.say("/notes", { ...russian, chat: "private" });
    await bot.chat.sent(1);
    await vaults.of("owner").create(newNote("1", { title: "Milk" }));
    await runs(bot, "sync", 3);
    const [, told, ...more] = bot.chat.sends;
    assertMatch(
      plain(told.text),
      /^По адресу удалённого репозитория заметок ничего нет.*как только снова получится\.$/,
    );
    assertEquals([told.conversation.chat, more.length], ["private", 0]);
    await Deno.rename(`${remote}.away`, remote);
    await runs(bot, "sync", 4);
    const [, , again] = await bot.chat.sent(3);
    assertEquals(plain(again.text), "Заметки снова сверены с git; отправлен 1 коммит.");
  });
  const ofSync = lines.filter(({ level, message }) => level !== "debug" && /sync|in step/.test(message));
  assertEquals(ofSync.map(({ level, message }) => `${level}: ${message.replace(/ in \d+ ms: .*/, "")}`), [
    "info: Task git.owner.sync started",
    "error: Task git.owner.sync failed and runs again",
    "info: Task git.owner.sync works again; failed runs before: 3",
  ]);
});

Deno.test("what a remote is in conflict with is told unasked", async () => {
  await using folder = await TestFolder.make();
  const remote = await makeRemote(folder);
  const clone = folder.join("clone");
  await git(folder.path, "clone", "--quiet", remote, clone);
  await Deno.writeTextFile(`${clone}/Milk.md`, "theirs");
  await git(clone, "add", "--all");
  await git(clone, "commit", "--quiet", "-m", "Theirs");
  await git(clone, "push", "--quiet", "origin", "HEAD:main");
  await using bot = await start(folder, { remote });
  await bot.chat.say("/notes");
  await bot.chat.sent(1);
  await vaults.of("owner").create(newNote("1", { title: "Milk" }));
  await runs(bot, "sync", 1);
  const [, told] = await bot.chat.sent(2);
  assertMatch(plain(told.text), /^A note was changed here and at the remote\. Both versions are kept/);
});

Deno.test("an owner who has not written yet is told where the program was started", async () => {
  await using folder = await TestFolder.make();
  const notices: string[] = [];
  await using bot = await start(folder, { remote: folder.join("nowhere.git") }, { notices });
  await vaults.of("owner").create(newNote("1"));
  await runs(bot, "sync", 1);
  assertStringIncludes(plain(notices[0]), "There is no repository at the git remote of your notes");
});

Deno.test("what was to be sent later is sent when no more input comes, and when everything stops", async () => {
  await using folder = await TestFolder.make();
  const remote = await makeRemote(folder);
  await using bot = await start(folder, { remote });
  await vaults.of("owner").create(newNote("1", { title: "Milk" }));
  bot.chat.end();
  await bot.kernel.drained;
  assertEquals(await subjects(remote, "main"), ["Add “Milk”"]);
  await vaults.of("owner").create(newNote("2", { title: "Bread" }));
  await runs(bot, "commit", 1);
  await bot.kernel.stop();
  assertEquals(await subjects(remote, "main"), ["Add “Milk”", "Add “Bread”"]);
});
