/** A bot with its people in virtual time, all that may happen to it, and a model of what must have come of it. */
import { command, type CommandContext, configureLogs, type Constructor, plugin, resetLogs } from "@portico/bot";
import { BotPort, DeliveryUnknown, inject, NotSent, Rejected, StepInDoubt } from "@portico/bot";
import { z } from "zod";
import { AccessPlugin } from "../../plugins/access/mod.ts";
import { AggregationPlugin } from "../../plugins/aggregation/mod.ts";
import { ModelPlugin } from "../../plugins/model/mod.ts";
import { NotePlugin } from "../../plugins/note/mod.ts";
import { SettingsPlugin } from "../../plugins/settings/mod.ts";
import { SystemPlugin } from "../../plugins/system/mod.ts";
import { type Vault, Vaults } from "../../plugins/vault/mod.ts";
import { MemoryVaults } from "../plugins/note/memory_vault.ts";
import { vaultOf } from "../plugins/note/note_bot.ts";
import { TestClock } from "./clock.ts";
import { Crowd, Echoes, NoteTaking, type Problem, type Seen, Transcript } from "./crowd/mod.ts";
import { FakeTelegram, type Violation } from "./fake_telegram/mod.ts";
import { MachineClock } from "./machine_clock.ts";
import type { Happening } from "./telegram_history.ts";
import { TelegramLife } from "./telegram_life.ts";

const SECOND = 1_000;

/** `/echo word`, and `/tell word` to everybody as a broadcast, each message a step. */
function echoOf(people: readonly number[]): Constructor {
  @plugin({ name: "echo" })
  @inject(BotPort)
  class Echo {
    constructor(private readonly bot: BotPort) {}

    @command("echo", { description: "Says the word", args: z.tuple([z.string()]) })
    async echo(ctx: CommandContext<[string]>): Promise<void> {
      await ctx.reply(`echo ${ctx.args[0]}.`);
    }

    @command("tell", { description: "Tells everybody", args: z.tuple([z.string()]) })
    async tell(ctx: CommandContext<[string]>): Promise<void> {
      await Promise.all(people.map((chat) => this.#tell(ctx, chat)));
    }

    async #tell(ctx: CommandContext<[string]>, chat: number): Promise<void> {
      const conversation = { platform: "telegram", chat: String(chat), kind: "private" } as const;
      const send = async (intent: Parameters<Parameters<typeof ctx.once>[1]>[0]) => {
        await this.bot.send(conversation, `told ${ctx.args[0]}.`, { priority: "broadcast", intent });
      };
      try {
        await ctx.once(`tell ${chat}`, send, { inDoubt: "fail", intent: "own" });
      } catch (error) {
        const isDelivery = [DeliveryUnknown, NotSent, Rejected, StepInDoubt].some((type) => error instanceof type);
        if (!isDelivery) throw error;
      }
    }
  }
  return Echo;
}

/** Vaults of which a dead process reaches nothing any more. */
class MortalVaults extends Vaults {
  constructor(private readonly vaults: MemoryVaults, private readonly isDead: () => boolean) {
    super();
  }

  of(account: Parameters<MemoryVaults["of"]>[0]): Vault {
    return new Proxy(this.vaults.of(account), {
      get: (vault, name) => {
        const member: unknown = Reflect.get(vault, name);
        if (typeof member !== "function") return member;
        return (...args: unknown[]) => this.isDead() ? new Promise(() => {}) : Reflect.apply(member, vault, args);
      },
    });
  }
}

/** What did not hold: one line each, empty where all did. */
export interface WorldFindings {
  /** Words, and changes of them, that are in no note. */
  readonly lost: readonly string[];
  /** Words that are in two notes or twice in one, and replies that came twice. */
  readonly doubled: readonly string[];
  /** Replies that did not come, and of which nobody was told. */
  readonly untold: readonly string[];
  /** What was told twice. */
  readonly toldTwice: readonly string[];
  /** Answers of which a later one came before an earlier one, by chat. */
  readonly outOfOrder: readonly string[];
  /** Messages over Telegram's limits. */
  readonly tooFast: readonly string[];
  /** Chats, timers and texts that were left over or changed on the way. */
  readonly leftOver: readonly string[];
}

/** One world, from its beginning to its end. */
export class TelegramWorld {
  readonly clock = new TestClock();
  /** The bot's own. */
  readonly machine = new MachineClock(this.clock);
  readonly telegram: FakeTelegram;
  readonly crowd: Crowd;
  readonly notes: NoteTaking;
  readonly echoes: Echoes;
  readonly vaults = new MemoryVaults();
  /** When the bot was started, in monotonic milliseconds. */
  readonly starts: number[] = [];
  readonly log: string[] = [];
  #told = 0;
  readonly #leftOver: string[] = [];
  #outOfOrder: string[] = [];
  #life: TelegramLife | undefined;
  #later: { readonly at: number; readonly run: () => Promise<void> | void }[] = [];

  constructor(private readonly random: () => number) {
    this.telegram = new FakeTelegram({ clock: this.clock, seed: Math.floor(random() * 1e9) });
    this.crowd = new Crowd(this.telegram, random);
    this.notes = new NoteTaking(this.telegram, this.crowd.members, random);
    this.echoes = new Echoes(this.telegram, this.crowd.members, random);
    this.crowd.take({ habit: this.notes, weight: 70 }, { habit: this.echoes, weight: 30 });
  }

  /** Lives through a history of so many milliseconds, and comes to rest. Afterwards there are `findings`. */
  async live(happenings: readonly (readonly [number, Happening])[], lasts: number): Promise<void> {
    configureLogs({ level: "info", write: (line) => this.log.push(line) });
    const { PORTICO_OWNER: owner, PORTICO_ALLOW: allow } = this.crowd.env;
    const people = this.crowd.people.map(({ id }) => id);
    const life = this.#life = await TelegramLife.begin({
      clock: this.clock,
      machine: this.machine,
      telegram: this.telegram,
      random: this.random,
      config: { access: { owner, allow } },
      plugins: (isDead) => [
        AccessPlugin,
        AggregationPlugin,
        ModelPlugin,
        NotePlugin,
        SettingsPlugin,
        SystemPlugin,
        vaultOf(new MortalVaults(this.vaults, isDead)),
        echoOf(people),
      ],
    });
    await this.#start();
    for (const [at, happening] of happenings.toSorted(([one], [other]) => one - other)) {
      await this.#passUntil(at);
      await this.#happen(happening);
    }
    await this.#passUntil(lasts);
    this.#later = [];
    this.machine.resume();
    await this.telegram.up();
    this.telegram.faults.clear();
    await this.#start();
    await life.pass(600 * SECOND);
    this.#outOfOrder = this.#disorder();
    await life.pass(this.crowd.settle());
    await life.pass(60 * SECOND);
    if (life.remembered > 0) this.#leftOver.push(`${life.remembered} chats in the delivery line`);
    await life[Symbol.asyncDispose]();
    await this.telegram[Symbol.asyncDispose]();
    if (this.clock.pending > 0) this.#leftOver.push(`${this.clock.pending} timers`);
    resetLogs();
  }

  /** Lets time pass up to a moment, with what is due on the way. */
  async #passUntil(moment: number): Promise<void> {
    for (;;) {
      const due = this.#later.filter(({ at }) => at <= moment).sort((one, other) => one.at - other.at)[0];
      const left = (due?.at ?? moment) - this.clock.monotonic();
      if (left > 0) await this.#life?.pass(left);
      if (due === undefined) return;
      this.#later = this.#later.filter((other) => other !== due);
      await due.run();
    }
  }

  async #happen(happening: Happening): Promise<void> {
    const { telegram, crowd } = this;
    const after = (lasts: number, run: () => Promise<void> | void) =>
      void this.#later.push({ at: this.clock.monotonic() + lasts, run });
    switch (happening.kind) {
      case "act":
        for (let times = 0; times < happening.times; times++) crowd.act();
        return;
      case "tell":
        crowd.people[0].private.send(`/tell t${this.#told++}`);
        return;
      case "fault":
        return after(happening.lasts, telegram.faults.add(happening));
      case "down":
        await telegram.down(happening.how);
        return after(happening.lasts, () => telegram.up());
      case "flap":
        return this.#flap(happening.every, this.clock.monotonic() + happening.lasts);
      case "set-clock":
        return this.machine.set(happening.by);
      case "suspend":
        this.machine.suspend(happening.monotonic);
        return after(happening.lasts, () => this.machine.resume());
      case "ban":
        return telegram.rates.ban(happening.seconds);
      case "die":
        this.#life?.die();
        this.machine.resume();
        return after(happening.lasts, () => this.#start());
      case "stop":
        this.machine.resume();
        await this.#life?.stop();
        return after(happening.lasts, () => this.#start());
    }
  }

  /** Down and up again, until a moment. */
  async #flap(every: number, until: number): Promise<void> {
    const later = (run: () => Promise<void>) => void this.#later.push({ at: this.clock.monotonic() + every, run });
    await this.telegram.down();
    later(async () => {
      await this.telegram.up();
      if (this.clock.monotonic() < until) later(() => this.#flap(every, until));
    });
  }

  async #start(): Promise<void> {
    this.machine.resume();
    if (this.#life?.isRunning) return;
    this.starts.push(this.clock.monotonic());
    await this.#life?.start();
  }

  /** In each chat echoes come in the order in which they were asked for, and what was told in the order in which it was told. */
  #disorder(): string[] {
    const found: string[] = [];
    for (const { private: { chat } } of this.crowd.people) {
      for (const pattern of [/^echo echo(\d+)end\.$/, /^told t(\d+)\.$/]) {
        const numbers = chat.fromBot.flatMap(({ text }) => pattern.exec(text)?.[1] ?? []).map(Number);
        if (numbers.some((number, index) => number < numbers[index - 1])) found.push(`${chat.id}: ${numbers}`);
      }
    }
    return found;
  }

  /** What did not hold. */
  get findings(): WorldFindings {
    const { crowd, telegram } = this;
    const seen = this.#seen();
    const problems = crowd.habits.flatMap((habit) => [...habit.check(seen)]);
    const namesOf = (...kinds: readonly Problem["kind"][]) =>
      problems.filter(({ kind }) => kinds.includes(kind)).map(({ what }) => what);
    return {
      lost: namesOf("messages lost", "edits lost"),
      doubled: namesOf("notes doubled", "edits doubled", "replies doubled"),
      untold: namesOf("replies missing and not told"),
      toldTwice: crowd.people.flatMap(({ private: { chat } }) => twice(chat.fromBot.map(({ text }) => text))),
      outOfOrder: this.#outOfOrder,
      tooFast: telegram.rates.violations.filter((violation) => this.#isOurs(violation)).map((violation) =>
        JSON.stringify(violation)
      ),
      leftOver: [...this.#leftOver, ...telegram.state.changes.map((change) => JSON.stringify(change))],
    };
  }

  /** What is there when all has come to rest. */
  #seen(): Seen {
    const { crowd, telegram, log, vaults } = this;
    const said = log.join("\n");
    const transcript = new Transcript(telegram);
    transcript.update();
    const filesOf = (which: "notes" | "trash") =>
      crowd.members.flatMap(({ account }) =>
        vaults.of(account)[which].map(({ path, body }) => ({ account, path, text: body }))
      );
    return {
      isEnd: true,
      isDone: () => true,
      wasPutAside: () => false,
      isUnknown: (unit) => said.includes(`${unit} arrived`),
      notes: filesOf("notes"),
      trash: filesOf("trash"),
      said: (chat, name) => transcript.with(chat, name),
      record: () => undefined,
    };
  }

  /** While it is banned nobody can know, and a bot that has just been started knows nothing of what it sent before. */
  #isOurs({ limit, at }: Violation): boolean {
    const windows = { bot: SECOND, private: 3 * SECOND, group: 60 * SECOND };
    if (limit === "ban") return false;
    return !this.starts.some((start) => start <= at && at < start + windows[limit] + SECOND);
  }
}

function twice(texts: readonly string[]): string[] {
  const told = texts.filter((text) => text.startsWith("told "));
  return told.filter((text, index) => told.indexOf(text) !== index);
}
