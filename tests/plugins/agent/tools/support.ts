/** What the tests of the tools share: tools called as the agent calls them, on vaults in a temporary folder. */
import { getLogger } from "@logtape/logtape";
import type { Json } from "@portico/bot";
import { declarationsOf } from "../../../../core/plugins/contribution.ts";
import { NoteToolsPlugin } from "../../../../plugins/agent/tools/note_tools_plugin.ts";
import {
  tool,
  type ToolContext,
  type ToolHandler,
  type ToolOptions,
  ToolResult,
  type Undo,
} from "../../../../plugins/agent/tool.ts";
import { TestVaults } from "../../vault/support.ts";

/** How a call is made, where it matters. */
export interface CallOptions {
  /** A new one for each call by default. */
  readonly key?: string;
  readonly account?: string;
  readonly signal?: AbortSignal;
  /** False where the agent keeps nothing for the tool. */
  readonly remembers?: boolean;
}

/** Calls the tools of a plugin by their names, with inputs that went through their schemas and results that went through JSON. */
export class ToolCaller {
  readonly tools: ReadonlyMap<string, { readonly options: ToolOptions; readonly handler: ToolHandler }>;
  #calls = 0;

  /** @param memory what calls have asked to be remembered, by key. */
  constructor(plugin: object, readonly memory: Map<string, string> = new Map()) {
    const declared = declarationsOf(plugin.constructor as new () => object).filter(({ point }) => point.id === tool.id);
    this.tools = new Map(declared.map(({ options, method }) => {
      const of = options as ToolOptions;
      const handler = Reflect.get(plugin, method) as ToolHandler;
      return [tool.key(of, method, "") ?? method, { options: of, handler: handler.bind(plugin) }];
    }));
  }

  /** Calls a tool; what it says as plain JSON is a result without changes. */
  async call(name: string, input: Json, options: CallOptions = {}): Promise<ToolResult> {
    const found = this.tools.get(name);
    if (found === undefined) throw new Error(`There is no tool ${name}.`);
    const checked = await found.options.input["~standard"].validate(input);
    if (checked.issues !== undefined) throw new TypeError(JSON.stringify(checked.issues));
    const result = await found.handler(checked.value, this.#context(options));
    const { output, changes, undo } = result instanceof ToolResult ? result : new ToolResult(result);
    return JSON.parse(JSON.stringify({ output, changes, undo }));
  }

  /** What a tool says. */
  // deno-lint-ignore no-explicit-any -- each tool says something else, which a test compares
  async say(name: string, input: Json, options?: CallOptions): Promise<any> {
    return (await this.call(name, input, options)).output;
  }

  /** Takes a call back. */
  async undo(steps: readonly Undo[], options?: CallOptions): Promise<ToolResult[]> {
    const results: ToolResult[] = [];
    for (const { tool, input } of steps) results.push(await this.call(tool, input, options));
    return results;
  }

  #context({ key = `call ${++this.#calls}`, account = "owner", signal, remembers = true }: CallOptions): ToolContext {
    return {
      account: { id: account, role: "owner" },
      conversation: { platform: "test", chat: "1", kind: "private" },
      language: "en",
      signal: signal ?? new AbortController().signal,
      log: getLogger(["portico", "test"]),
      key,
      run: "run",
      ...(remembers ? { remember: (look) => this.#remember(key, look) } : {}),
    };
  }

  async #remember<T extends Json>(key: string, look: () => T | Promise<T>): Promise<T> {
    const kept = this.memory.get(key) ?? JSON.stringify(await look());
    this.memory.set(key, kept);
    return JSON.parse(kept);
  }
}

/** The tools of the vault on vaults of their own. */
export class NoteTools extends ToolCaller implements AsyncDisposable {
  private constructor(readonly vaults: TestVaults) {
    super(new NoteToolsPlugin(vaults.vaults, vaults.clock));
  }

  static async create(): Promise<NoteTools> {
    return new NoteTools(await TestVaults.create());
  }

  /** All files of a vault but those in the trash, with what is in them. */
  async files(account = "owner"): Promise<Record<string, string>> {
    const paths = (await this.vaults.files(account)).filter((path) => !path.startsWith(".trash/"));
    const read = async (
      path: string,
    ) => [path, await Deno.readTextFile(`${this.vaults.data}/vaults/${account}/${path}`)];
    return Object.fromEntries(await Promise.all(paths.map(read)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.vaults[Symbol.asyncDispose]();
  }
}
