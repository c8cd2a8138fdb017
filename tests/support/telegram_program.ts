/** The real program as a bot on a fake Telegram. */
import { FakeTelegram, type FakeTelegramOptions, type Person } from "./fake_telegram/mod.ts";
import { TestFolder } from "./folder.ts";
import { type ProgramOptions, RunningProgram } from "./program.ts";

/** Notes are written soon, and no rates hold anything back: what a test wants to see comes at once. */
export const HASTE = {
  PORTICO_NOTE_QUIET: "0.3",
  PORTICO_DELIVERY_BOT: "1000/1s",
  PORTICO_DELIVERY_PRIVATE: "1000/1s",
  PORTICO_DELIVERY_GROUP: "1000/1s",
};

/** Starts the program as the bot of this Telegram, by the task that may use the whole network. */
export function launchOn(
  telegram: Pick<FakeTelegram, "root" | "token">,
  options: ProgramOptions,
): RunningProgram {
  const { env = {} } = options;
  return RunningProgram.launch({
    task: "serve",
    ...options,
    env: { ...HASTE, TELEGRAM_API_ROOT: telegram.root, TELEGRAM_BOT_TOKEN: telegram.token, ...env },
  });
}

/** The pairing code that it shows to who has started it. */
export async function pairingCode(program: RunningProgram): Promise<string> {
  const [, code] = await program.said(/send it \/pair (\S+?),/);
  return code;
}

/** How a bot of a test begins. */
export interface BotOptions extends Partial<ProgramOptions> {
  readonly telegram?: FakeTelegramOptions;
}

/** A bot on a Telegram and a folder of its own, whose owner is Anna. */
export class OwnedBot implements AsyncDisposable {
  readonly owner: Person;
  program: RunningProgram;

  private constructor(
    readonly telegram: FakeTelegram,
    readonly folder: TestFolder,
    private readonly options: BotOptions,
  ) {
    this.owner = telegram.user();
    this.program = this.#launch();
  }

  /** Starts a bot and makes Anna its owner. */
  static async start(options: BotOptions = {}): Promise<OwnedBot> {
    const telegram = await FakeTelegram.start({ limits: {}, ...options.telegram });
    const bot = new OwnedBot(telegram, await TestFolder.make(), options);
    const { private: place } = bot.owner;
    place.send(`/pair ${await pairingCode(bot.program)}`);
    await place.next(({ text }) => text.includes("You are the owner here"));
    return bot;
  }

  /** The folder of its data. */
  get data(): string {
    return this.folder.join("data");
  }

  /** Asks it to stop, and resolves with its exit code. */
  async stop(): Promise<number> {
    this.program.signal("SIGTERM");
    return await this.program.ended();
  }

  /** Starts it once more, when it has ended. */
  restart(): void {
    this.program = this.#launch();
  }

  /** Lets somebody in by an invitation of the owner. */
  async invite({ private: place }: Person): Promise<void> {
    this.owner.private.send("/invite");
    const { text } = await this.owner.private.next(({ text }) => text.includes("comes in as a member"));
    place.send(text.match(/\/pair \S+/)?.[0] ?? "");
    await place.next(({ text }) => text.startsWith("You are in."));
  }

  #launch(): RunningProgram {
    const { telegram: _, ...options } = this.options;
    return launchOn(this.telegram, { ...options, data: this.data });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.program[Symbol.asyncDispose]();
    await this.telegram[Symbol.asyncDispose]();
    await this.folder[Symbol.asyncDispose]();
  }
}
