/** A whole bot on Telegram with a model, servers over MCP, notes on git and a plugin that says all it knows: whatever happens, it tells no secret. */
import { FakeOpenAI, status } from "../../support/fake_openai/mod.ts";
import type { ChatRequest } from "../../support/fake_openai/mod.ts";
import type { Participant, SeenMessage } from "../../support/fake_telegram/mod.ts";
import { TestFolder } from "../../support/folder.ts";
import { OwnedBot, pairingCode } from "../../support/telegram_program.ts";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { EchoingMcp } from "./echoing_mcp.ts";
import type { Findings } from "./findings.ts";
import { leakyPlugin, leakySection, TOOLS, WAYS } from "./leaky_plugin.ts";
import { placesInFolder, placesOfModel, placesOfTelegram, readableByOthers } from "./places.ts";
import { type Kind, Planted, secretOf } from "./planted.ts";

const STDIO_SERVER = fileURLToPath(new URL("../../support/fake_mcp/stdio_server.ts", import.meta.url));

/** How a bot of one round is run. */
export interface TalkOptions {
  readonly name: string;
  readonly random: () => number;
  readonly webhook: boolean;
  readonly traced: boolean;
  readonly format: "human" | "json";
  /** The console speaks JSON beside Telegram. */
  readonly json: boolean;
}

/** Tools of servers that the agent is made to use, beside those of the plugin. */
const SERVER_TOOLS = ["web_echo", "web_count", "web_fail", "web_refuse", "web_look", "files_echo", "files_fail"];

/** Runs one round. */
export async function talk(options: TalkOptions, findings: Findings): Promise<void> {
  await using round = await Talk.begin(options, findings);
  await round.leakEverywhere();
  await round.breakTelegram();
  await round.askModel();
  await round.useServers();
  await round.invite();
  await round.lookWhileKept();
  await round.end();
}

class Talk implements AsyncDisposable {
  readonly #planted = new Planted();

  private constructor(
    private readonly options: TalkOptions,
    private readonly findings: Findings,
    private readonly secrets: ReadonlyMap<Kind, string>,
    private readonly model: FakeOpenAI,
    private readonly mcp: EchoingMcp,
    private readonly folder: TestFolder,
    private readonly bot: OwnedBot,
  ) {
    for (const [kind, secret] of secrets) this.#plant(kind, secret);
  }

  static async begin(options: TalkOptions, findings: Findings): Promise<Talk> {
    const secrets = makeSecrets(options.random);
    const folder = await TestFolder.make();
    const model = FakeOpenAI.start({ key: secrets.get("model key") ?? "" });
    await writeFiles(folder, secrets);
    const bot = await OwnedBot.start({
      task: "host",
      args: ["--config", folder.join("portico.yaml"), "--plugin", folder.join("leaky.ts"), ...jsonFlag(options)],
      env: environmentOf(options, secrets, model, folder),
      telegram: { token: `123456789:${secrets.get("token")}` },
    });
    const talk = new Talk(options, findings, secrets, model, new EchoingMcp(), folder, bot);
    talk.#plant("pairing code", await pairingCode(bot.program));
    return talk;
  }

  /** Every way in which a plugin can say something, and what is said of it afterwards. */
  async leakEverywhere(): Promise<void> {
    for (const way of shuffled(WAYS, this.options.random)) {
      this.findings.ways++;
      await this.#say(`/leak ${way}`);
    }
    const shown = await this.#say("/leak press", ({ buttons }) => buttons.flat().some(({ text }) => text === "Press"));
    await this.#place.press(shown, "Press").answered;
    for (const page of ["/failed", "/tasks", "/status", "/plugins", "/help leak", "/tools"]) await this.#say(page);
    await this.#drain();
    await this.#say("A note of mine");
    await this.#say("/sync");
  }

  /** What Telegram says when it refuses, and its address with the token in it. */
  async breakTelegram(): Promise<void> {
    const { telegram } = this.bot;
    const description = `Bad Request: /bot${telegram.token}/sendMessage, ${this.secrets.get("token")}`;
    for (const code of [400, 500]) {
      this.findings.ways++;
      telegram.faults.add({ fault: { kind: "status", code, description }, method: "sendMessage", times: 1 });
      this.#place.send("/whoami");
      await telegram.nextCall(({ method, fault }) => method === "sendmessage" && fault !== undefined);
    }
    await this.#drain();
    for (const kind of ["garbage", "truncated"] as const) {
      this.findings.ways++;
      telegram.faults.add({ fault: { kind }, method: ["getFile", "file", "setMessageReaction"], times: 1 });
      this.#place.send({ document: new TextEncoder().encode(kind), name: `${kind}.txt` });
      await this.#place.next(isWhole);
    }
    await this.#drain();
  }

  /** A model that tells the key it was given: when it refuses, within an answer that began well, and as its answer. */
  async askModel(): Promise<void> {
    const key = this.secrets.get("model key") ?? "";
    const body = `Wrong key: Bearer ${key}, ${btoa(`:${key}`)}`;
    const message = body;
    const answers = [
      status(401, { body }),
      status(400, { message, code: key }),
      status(500, { body }),
      { text: ["So ", "it ", "is."], fault: { kind: "error" as const, after: 1, message } },
      { text: ["One ", "two "], fault: { kind: "garbage" as const, after: 1 } },
      { text: body },
    ];
    for (const answer of answers) {
      this.findings.ways++;
      this.model.queue(answer);
      await this.#say("/ask What note is there of mine?");
    }
    this.model.queue({ calls: [{ name: "create_note", input: { title: `The ${key}`, body } }] }, "Done.");
    await this.#say("/agent write down what you know");
    await this.#say("/context");
  }

  /** Servers that answer with all they were given, in every way in which they can answer. */
  async useServers(): Promise<void> {
    const secret = (kind: Kind) => this.secrets.get(kind) ?? "";
    const address = `${this.mcp.url}?key=${secret("mcp query")}`;
    await this.#say(`/mcp add web ${address} header: Authorization=Bearer ${secret("mcp header")}`);
    const program = [Deno.execPath(), "run", "--quiet", "--no-lock", "--allow-env", STDIO_SERVER, "leaks"];
    const words = [...program, `--token=${secret("mcp argument")}`];
    await this.#say(`/mcp add files env: TOKEN=${secret("mcp variable")} env: NO_COLOR=1 -- ${words.join(" ")}`);
    await this.#say("/mcp add wrong https://host header: Host=Bearer " + secret("mcp header"));
    await this.#say("/mcp list");
    const tools = shuffled([...TOOLS, ...SERVER_TOOLS], this.options.random);
    this.findings.ways += tools.length;
    this.model.answer = ({ results }: ChatRequest) => {
      const name = tools[results.length];
      return name === undefined ? "Done." : { calls: [{ name, input: name.includes("leak") ? {} : { text: "x" } }] };
    };
    this.#place.send("/agent use all your tools");
    for (;;) {
      const shown = await this.#place.next(({ text, buttons }) => text.startsWith("Done.") || buttons.length > 0);
      if (shown.buttons.length === 0) break;
      await this.#place.press(shown, "Allow").answered;
    }
  }

  async invite(): Promise<void> {
    const { text } = await this.#say("/invite");
    this.#plant("invitation", /\/pair (\S+)/.exec(text)?.[1] ?? "");
    await this.#say("/pair");
    await this.#say("/access");
  }

  /** While the servers are kept, which need their secrets. */
  async lookWhileKept(): Promise<void> {
    for (const secret of approvalsIn(this.bot.data)) this.#plant("approval", secret);
    await this.#look("kept");
  }

  /** When they are forgotten, and the bot has ended. */
  async end(): Promise<void> {
    for (const name of ["web", "files"]) await this.#say(`/mcp remove ${name}`);
    const code = await this.bot.stop();
    if (code !== 0) throw new Error(`${this.options.name} ended with ${code}:\n${this.bot.program.stderr}`);
    await this.#look("left");
  }

  async #look(stage: "kept" | "left"): Promise<void> {
    const { bot: { program: { stdout, stderr }, telegram, data }, model, mcp, findings } = this;
    const round = this.options.name;
    const look = (places: Parameters<Findings["look"]>[2]) => findings.look(round, this.#planted, places);
    await look([["stdout", stdout], ["stderr", stderr]]);
    await look(placesOfTelegram(telegram));
    await look(placesOfModel(model));
    await look(mcp.requests.flatMap(({ head, body }) => [
      ["sent to mcp: address and headers", head] as const,
      ["sent to mcp: body", body] as const,
    ]));
    await look(placesInFolder(stage, data));
    await findings.takeReadable(round, readableByOthers(data));
  }

  get #place(): Participant {
    return this.bot.owner.private;
  }

  /** @param fits which message is waited for: where others come in between, that is said. */
  async #say(text: string, fits: (message: SeenMessage) => boolean = isWhole): Promise<SeenMessage> {
    this.#place.send(text);
    return await this.#place.next(fits);
  }

  /** Whatever was said before has been answered. */
  async #drain(): Promise<void> {
    await this.#say("/whoami", ({ text }) => text.includes("here with the account"));
  }

  #plant(kind: Kind, secret: string): void {
    if (secret === "") throw new Error(`There is no ${kind} to look for.`);
    this.#planted.add(kind, secret);
    this.findings.plant(kind);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.bot[Symbol.asyncDispose]();
    await this.mcp[Symbol.asyncDispose]();
    await this.model[Symbol.asyncDispose]();
    await this.folder[Symbol.asyncDispose]();
  }
}

function makeSecrets(random: () => number): Map<Kind, string> {
  const kinds: readonly Kind[] = [
    ...["model key", "plugin field", "marked field", "nested field", "git password"] as const,
    ...["mcp header", "mcp query", "mcp variable", "mcp argument"] as const,
  ];
  const secrets = new Map(kinds.map((kind) => [kind, secretOf(kind, random)]));
  // These two have signs of their own.
  const plain = (kind: Kind) => secretOf(kind, random).replace(/[^\w]/g, "-");
  secrets.set("token", `AA${plain("token")}-of-a-fake-telegram`);
  secrets.set("webhook", plain("webhook"));
  return secrets;
}

async function writeFiles(folder: TestFolder, secrets: ReadonlyMap<Kind, string>): Promise<void> {
  const field = (kind: Kind) => secrets.get(kind) ?? "";
  const leaky = leakySection({
    apiToken: field("plugin field"),
    pin: field("marked field"),
    password: field("nested field"),
  });
  await Deno.writeTextFile(folder.join("portico.yaml"), JSON.stringify({ plugins: { leaky } })); // JSON is YAML
  // Git knows a password that the bot was never told.
  await Deno.mkdir(folder.join("config", "git"), { recursive: true });
  const real = `https://me:${encodeURIComponent(field("git password"))}@127.0.0.1:9/`;
  await Deno.writeTextFile(folder.join("leaky.ts"), leakyPlugin(real));
  await Deno.writeTextFile(
    folder.join("config", "git", "config"),
    `[url "${real}"]\n  insteadOf = https://git.example/\n`,
  );
}

function environmentOf(
  { webhook, traced, format }: TalkOptions,
  secrets: ReadonlyMap<Kind, string>,
  model: FakeOpenAI,
  folder: TestFolder,
): Record<string, string> {
  const address = freeAddress();
  return {
    ...model.env,
    PORTICO_MODEL_KEY: secrets.get("model key") ?? "",
    PORTICO_MODEL_ATTEMPTS: "1",
    PORTICO_ASK_QUIET: "0.1",
    PORTICO_AGENT_QUIET: "0.1",
    PORTICO_DELIVERY_FIRST_DELAY: "20ms",
    PORTICO_NOTE_IMPROVE: "false",
    PORTICO_GIT: "on",
    PORTICO_GIT_REMOTE: "https://git.example/notes.git",
    XDG_CONFIG_HOME: folder.join("config"),
    PORTICO_LOG: "trace",
    PORTICO_LOG_FORMAT: format,
    TELEGRAM_WEBHOOK_SECRET: secrets.get("webhook") ?? "",
    ...(traced ? { OTEL_DENO: "true", OTEL_EXPORTER_OTLP_PROTOCOL: "console" } : {}),
    ...(webhook
      ? { PORTICO_HTTP: address, TELEGRAM_MODE: "webhook", TELEGRAM_WEBHOOK_URL: `http://${address}/telegram` }
      : {}),
  };
}

/** A place where a program of a test can listen. */
function freeAddress(): string {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return `127.0.0.1:${listener.addr.port}`;
}

/** What the buttons beneath the agent's questions carry. */
function approvalsIn(data: string): string[] {
  const db = new DatabaseSync(join(data, "portico.db"), { readOnly: true });
  try {
    const rows = db.prepare("SELECT result FROM step WHERE step LIKE 'step:approval:%:secret'").all();
    return rows.map(({ result }) => String(JSON.parse(String(result))));
  } finally {
    db.close();
  }
}

function jsonFlag({ json }: TalkOptions): string[] {
  return json ? ["--json"] : [];
}

function isWhole({ text }: SeenMessage): boolean {
  return !text.endsWith("…");
}

function shuffled<T>(all: readonly T[], random: () => number): T[] {
  return all.map((one) => [random(), one] as const).sort(([a], [b]) => a - b).map(([, one]) => one);
}
