/** What a start loads: what is heavy, and not needed until somebody writes, waits until then. */
import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";

interface Dependency {
  readonly code?: { readonly specifier?: string };
  readonly isDynamic?: boolean;
}

interface ModuleGraph {
  readonly roots: readonly string[];
  readonly redirects: Readonly<Record<string, string>>;
  readonly modules: readonly { readonly specifier: string; readonly dependencies?: readonly Dependency[] }[];
}

const main = fileURLToPath(new URL("../../main.ts", import.meta.url));
const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json", main] })
  .output();
assert(success, new TextDecoder().decode(stderr));
const graph: ModuleGraph = JSON.parse(new TextDecoder().decode(stdout));

/** Specifiers of what `main.ts` imports, directly or not; with `lazy` also what it may import later. */
function reach(lazy: boolean): ReadonlySet<string> {
  const modules = new Map(graph.modules.map((module) => [module.specifier, module]));
  const found = new Set(graph.roots);
  // What is added while this goes on is looked at, too.
  for (const specifier of found) {
    for (const { code, isDynamic } of modules.get(specifier)?.dependencies ?? []) {
      if (code?.specifier === undefined || (isDynamic && !lazy)) continue;
      found.add(graph.redirects[code.specifier] ?? code.specifier);
    }
  }
  return found;
}

/** Why it can wait. */
const HEAVY: Readonly<Record<string, RegExp>> = {
  "what the agent's tools do, and libraries for web pages and addresses: the first call":
    /^npm:\/(?:linkedom|@mozilla\/readability|ipaddr\.js)@|\/agent\/tools\/(?:note_(?:change|changes|merging|reading)|put_back|page_\w+|public_address)\.ts$/,
  "yaml: the first file with settings, the first note with unusual front matter": /^npm:\/yaml@/,
  "slugify: the first user whose name is no id": /^npm:\/@sindresorhus\/slugify@/,
  "marked and wrap-ansi: the first reply on a terminal": /^npm:\/(?:marked|wrap-ansi)@/,
  "node:readline: a terminal": /^node:readline$/,
  "node:crypto: the first note": /^node:crypto$/,
  "how notes are called and tagged, whose patterns cover all scripts: the first note":
    /\/plugins\/note\/(?:description|title)\.ts$/,
  "how a question is answered: the first": /\/plugins\/ask\/(?:answer_stream|citations|prompt|written_answer)\.ts$/,
  "a vault's files: the first note": /\/plugins\/vault\/(?:folder_vault|note_editor|note_text|vault_folder)\.ts$/,
  "simple-git, and all that keeps vaults in git: a start with git switched on":
    /^npm:\/simple-git@|\/plugins\/git\/(?!git_plugin|git_config|remote_url|contacts|mod\.ts|texts)/,
  "the search index's insides: its worker": /\/plugins\/vault\/index\/(?!vault_index\.ts$)/,
  "the AI SDK and what calls a model by it: the first call":
    /^npm:\/(?:ai|@ai-sdk\/[\w-]+)@|\/plugins\/model\/(?:endpoint|metered_\w+)\.ts$/,
  "the tokenizer, of which one encoding is two megabytes: the first text that is counted": /^npm:\/gpt-tokenizer@/,
  "MCP's client, and what reads and asks servers: the first server":
    /^npm:\/@ai-sdk\/mcp@|\/plugins\/mcp\/(?:session|client_opening|stdio_transport|tool_listing|call_result|offered_tools|server_input|server_pages)\.ts$/,
  "the doors: the adapter that is opened": /\/adapters\/(?!sqlite\/|telegram\/telegram_config\.ts$)/,
};

for (const [what, pattern] of Object.entries(HEAVY)) {
  Deno.test(`a start does not load ${what}`, () => {
    assertEquals([...reach(false)].filter((specifier) => pattern.test(specifier)), []);
  });
}

Deno.test("what a start does not load is loaded later, but for what only the index's worker needs", () => {
  const later = [...reach(true)];
  const nowhere = Object.entries(HEAVY).filter(([, pattern]) => !later.some((specifier) => pattern.test(specifier)));
  assertEquals(nowhere.map(([what]) => what), ["the search index's insides: its worker"]);
});

Deno.test("Fluent comes as ES modules, which a start has for a third of what its CommonJS costs", () => {
  const fluent = [...reach(false)].filter((specifier) => specifier.startsWith("npm:/@fluent/bundle@"));
  assertEquals(fluent.map((specifier) => specifier.replace(/^.*?@[\d.]+/, "")), ["/esm/index.js"]);
});
