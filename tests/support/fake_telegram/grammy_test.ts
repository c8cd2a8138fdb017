import { assertEquals } from "@std/assert";
import { Bot, InlineKeyboard, InputFile } from "grammy/web";
import { FakeTelegram } from "./mod.ts";

Deno.test("a bot of grammY talks, takes presses, edits, reacts and handles files over TCP", async () => {
  await using telegram = await FakeTelegram.start({ repeatedPollWait: 0 });
  const bot = new Bot(telegram.token, { client: { apiRoot: telegram.root } });
  bot.command("start", (ctx) => ctx.reply("Hello", { reply_markup: new InlineKeyboard().text("Go", "go") }));
  bot.callbackQuery("go", async (ctx) => {
    await ctx.answerCallbackQuery("Going");
    await ctx.editMessageText("Gone");
  });
  bot.on("message:photo", async (ctx) => {
    const { file_path } = await ctx.getFile();
    const bytes = await (await fetch(`${telegram.root}/file/bot${telegram.token}/${file_path}`)).bytes();
    await ctx.replyWithDocument(new InputFile(bytes, "same.bin"), { caption: ctx.msg.caption });
    await ctx.react("👍");
  });
  const running = bot.start();
  const anna = telegram.user();

  anna.private.send("/start");
  const greeting = await anna.private.next();
  assertEquals(greeting.text, "Hello");
  assertEquals(greeting.buttons, [[{ text: "Go", data: "go" }]]);

  assertEquals(await anna.private.press(greeting, "Go").answered, { text: "Going", showAlert: false });
  const edited = await anna.private.next();
  assertEquals([edited.id, edited.text, edited.buttons, edited.edits], [greeting.id, "Gone", [], 1]);

  const photo = anna.private.send({ photo: new Uint8Array([1, 2, 3]), caption: "A #photo" });
  const document = await anna.private.next();
  assertEquals(document.text, "A #photo");
  assertEquals(document.files.map(({ name, content }) => [name, content]), [["same.bin", new Uint8Array([1, 2, 3])]]);
  const { message: liked } = await anna.private.act(({ kind }) => kind === "reacted");
  assertEquals([liked.id, liked.reactions], [photo.id, ["👍"]]);

  await telegram.idle();
  await bot.stop();
  await running;
});

Deno.test("a bot of grammY serves a webhook, with the secret token", async () => {
  await using telegram = await FakeTelegram.start();
  const tokens: (string | null)[] = [];
  const bot = new Bot(telegram.token, { client: { apiRoot: telegram.root } });
  bot.on("message", (ctx) => ctx.reply(`You said ${ctx.msg.text}`));
  await bot.init();
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    tokens.push(request.headers.get("x-telegram-bot-api-secret-token"));
    await bot.handleUpdate(await request.json());
    return new Response();
  });
  await bot.api.setWebhook(`http://127.0.0.1:${server.addr.port}/hook`, { secret_token: "a_secret" });
  const anna = telegram.user();
  anna.private.send("one");
  anna.private.send("two");
  assertEquals((await anna.private.next()).text, "You said one");
  assertEquals((await anna.private.next()).text, "You said two");
  await telegram.idle();
  assertEquals(tokens, ["a_secret", "a_secret"]);
  await bot.api.deleteWebhook();
});
