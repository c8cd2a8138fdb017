/** A whole bot with all plugins of ours, of which a test knows which handlers were run, and for whom. */
// What is loaded at its first use takes turns of the event loop, which virtual time doesn't wait for.
import "../../../plugins/agent/agent_run.ts";
import "../../../plugins/agent/call_preparation.ts";
import "../../../plugins/agent/progress_line.ts";
import "../../../plugins/agent/prompt_room.ts";
import "../../../plugins/agent/result_card.ts";
import "../../../plugins/agent/run_tool.ts";
import "../../../plugins/agent/task_loop.ts";
import "../../../plugins/agent/task_reading.ts";
import "../../../plugins/agent/tool_context.ts";
import "../../../plugins/conversation/text_cut.ts";
import {
  action,
  command,
  type CommandContext,
  type Constructor,
  type Contributions,
  type Conversation,
  type ExtensionPoint,
  type Handler,
  type IncomingMessage,
  type Kernel,
  middleware,
  on,
  plugin,
  refused,
  task,
  work,
} from "@portico/bot";
import { PLUGINS } from "../../../main.ts";
import { tool, toolSource } from "../../../plugins/agent/mod.ts";
import { mode } from "../../../plugins/aggregation/mod.ts";
import { ModelPlugin } from "../../../plugins/model/mod.ts";
import { FakeOpenAI, modelPluginOver } from "../../support/fake_openai/mod.ts";
import { TestClock } from "../../support/clock.ts";
import { TestFolder } from "../../support/folder.ts";
import { TestBot } from "../../support/test_bot.ts";

/** All points at which a plugin of ours adds something. Tasks are with who runs them. */
const POINTS = [
  ...[pointOf(action), pointOf(command), pointOf(middleware), pointOf(mode), pointOf(on)],
  ...[pointOf(refused), pointOf(tool), pointOf(toolSource), pointOf(work)],
];

/** A point, and what is contributed to it. */
function pointOf<O, H extends Handler>(point: ExtensionPoint<O, H>) {
  return {
    id: point.id,
    all: (contributions: Contributions) =>
      Array.from(contributions.of(point), ({ plugin, name, key = name }) => ({ plugin, name: key })),
  };
}

/** A group that the owner has let in. */
export const GROUP: Conversation = { platform: "test", chat: "our-group", kind: "group" };
/** One that nobody has let in. */
export const OTHER_GROUP: Conversation = { platform: "test", chat: "other-group", kind: "group" };

/** Who there is: the owner, two members, and who is let in nowhere but in the group. */
export type Person = "owner" | "member" | "neighbour" | "guest" | "stranger";

/** What was run: its point and its name. */
export interface Ran {
  readonly point: string;
  readonly name: string;
}

/** Makes a button that a test wants: `/button plugin.action {"payload": …}`. And fails: `/fail`. */
@plugin({ name: "probe" })
class Probe {
  @command("button", { description: "Shows a button" })
  async show(ctx: CommandContext): Promise<void> {
    const [, name = "", json = ""] = /^(\S+)\s*(.*)$/s.exec(ctx.rest) ?? [];
    const payload = json === "" ? undefined : JSON.parse(json);
    await ctx.reply({ text: "A button", buttons: [[{ text: "Press", action: { name, payload } }]] });
  }

  @command("fail", { description: "Fails" })
  fail(ctx: CommandContext): void {
    throw new Error(`It was to fail: ${ctx.rest}`);
  }
}

/** See the file's comment. */
export class RecordedBot implements AsyncDisposable {
  readonly ran: Ran[] = [];
  /** Whether a handler is really run, beside being noted. Those of what people ask for are not, unless a test wants it. */
  passes: (ran: Ran) => boolean = ({ point, name }) => !ASKED_FOR.has(point) || name === "button";

  private constructor(readonly bot: TestBot, readonly model: FakeOpenAI, readonly folder: TestFolder) {}

  static async start(): Promise<RecordedBot> {
    const folder = await TestFolder.make();
    const clock = new TestClock();
    const model = new FakeOpenAI({ clock });
    const plugins: Constructor[] = PLUGINS.map((one) => one === ModelPlugin ? modelPluginOver(model) : one);
    const all: RecordedBot[] = [];
    const bot = await TestBot.start({
      plugins: [...plugins, Probe],
      proven: plugins,
      trusted: false,
      data: folder.join("data"),
      config: {
        model: { url: model.url, name: model.model },
        agent: { quiet: 0.5 },
        aggregation: { mode: "note" },
        // Without these there is nothing of it.
        git: { enabled: true, remote: folder.join("remote.git") },
      },
      prepare: (kernel) => record(kernel, (ran) => all.at(0)?.note(ran) ?? true),
    }, clock);
    const recorded = new RecordedBot(bot, model, folder);
    all.push(recorded);
    await recorded.#letIn();
    return recorded;
  }

  /** Everything that was contributed, by its point and name, without the probe's. */
  get contributions(): readonly Ran[] {
    const { contributions, tasks } = this.bot.kernel;
    const found = POINTS.flatMap(({ id, all }) =>
      all(contributions).filter(({ plugin }) => plugin !== "probe").map(({ name }) => ({ point: id, name }))
    );
    return [...found, ...tasks.list().map(({ id }) => ({ point: task.id, name: id }))];
  }

  /** How many contributions there are at points that nobody has named here. */
  get unknown(): number {
    const { contributions } = this.bot.kernel;
    return contributions.size - POINTS.reduce((sum, { all }) => sum + all(contributions).length, 0);
  }

  note(ran: Ran): boolean {
    this.ran.push(ran);
    return this.passes(ran);
  }

  /** A message of this person; in private where nothing else is said. */
  message(person: Person, text: string, parts: Partial<IncomingMessage> = {}): IncomingMessage {
    const conversation = parts.conversation ?? privateOf(person);
    return this.bot.chat.message(text, { user: person, ...parts, conversation });
  }

  /** Hands a message in, and resolves with what was run because of it. */
  async say(person: Person, text: string, parts: Partial<IncomingMessage> = {}): Promise<readonly Ran[]> {
    return await this.during(() => this.bot.chat.deliver(this.message(person, text, parts)));
  }

  /** Presses a button by its id. */
  async press(person: Person, id: string, conversation: Conversation = privateOf(person)): Promise<readonly Ran[]> {
    const { key } = this.message(person, "");
    const sender = { platform: "test", user: person };
    const callback = `callback ${key}`;
    return await this.during(() =>
      this.bot.chat.deliver({ kind: "action", key, conversation, sender, at: 0, action: id, callback })
    );
  }

  /** A button that does this, made for this person there. */
  async buttonFor(person: Person, name: string, payload: string, conversation = privateOf(person)): Promise<string> {
    await this.say(person, `/button ${name} ${payload}`, { conversation });
    const button = this.bot.chat.sends.at(-1)?.buttons?.[0]?.[0];
    if (button === undefined || !("id" in button)) throw new Error("There is no button.");
    return button.id;
  }

  /** Everything that was run by something. */
  async during(act: () => Promise<unknown>): Promise<readonly Ran[]> {
    const before = this.ran.length;
    await act();
    for (let turn = 0; turn < 10; turn++) await this.bot.settle();
    return this.ran.slice(before);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.bot.stop();
    await this.folder[Symbol.asyncDispose]();
  }

  async #letIn(): Promise<void> {
    const { accounts, groups } = this.bot.kernel;
    await accounts.open({ platform: "test", user: "owner" }, "owner");
    for (const user of ["member", "neighbour"]) await accounts.open({ platform: "test", user }, "member");
    await groups.allow({ chat: GROUP, hears: "addressed" });
  }
}

/** What people ask for. */
const ASKED_FOR: ReadonlySet<string> = new Set([action.id, command.id, mode.id, tool.id]);

/** Where somebody is alone with the bot. */
export function privateOf(person: Person): Conversation {
  return { platform: "test", chat: `with-${person}`, kind: "private" };
}

/** Has everything that is contributed from now on noted when it is run. @param note says whether it is really run. */
function record({ contributions }: Pick<Kernel, "contributions">, note: (ran: Ran) => boolean): void {
  const add: typeof contributions.add = contributions.add.bind(contributions);
  contributions.add = (point, contributed) => {
    const ran = { point: point.id, name: contributed.key ?? contributed.name };
    const handler = new Proxy(contributed.handler, {
      apply: (target, self, args) => note(ran) ? Reflect.apply(target, self, args) : undefined,
    });
    return add(point, { ...contributed, handler });
  };
}
