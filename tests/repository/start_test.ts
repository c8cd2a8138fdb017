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

/** A line of a module that leaves something to run: no type, and no import alone. */
const VALUE =
  /^(?:export )?(?:default |abstract |async )*(?:class|const|enum|function\*?|let)\b|^export (?!type\b)[*{]|^[a-zA-Z@]\w*[.(]|^if\b/m;

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
  "what a note is made of and what is said of it: the first note":
    /\/plugins\/note\/(?:amendment|\w+_dialogue|note_(?:body|card|improvement|proposal|words)|received_file|sent_front_matter|tag_change|vault_problem|written_message)\.ts$/,
  "how a question is answered: the first":
    /\/plugins\/ask\/(?:answer_card|answer_stream|ask_problem|citations|follow_up|prompt|question|written_answer)\.ts$/,
  "how a task is carried out: the first":
    /\/plugins\/agent\/(?:agent_run|call_\w+|progress_line|prompt_room|result_card|run_tool|task_\w+|tool_calls|tool_context|tool_output|tools_page|tools\/local_date)\.ts$/,
  "what has been said, cut to size: the first answer": /\/plugins\/conversation\/(?:context_page|text_cut)\.ts$/,
  "pages of the bot about itself: the command that asks for one":
    /\/plugins\/system\/(?:failed|help|status|tasks)_page\.ts$/,
  "menus of settings: the command that asks for one":
    /\/plugins\/settings\/(?:language_menu|setting_(?:input|pages|words)|settings_menu)\.ts$/,
  "a vault's files: the first note": /\/plugins\/vault\/(?:folder_vault|note_editor|note_text|vault_folder)\.ts$/,
  "simple-git, and all that keeps vaults in git: a start with git switched on":
    /^npm:\/simple-git@|\/plugins\/git\/(?!git_plugin|git_config|remote_url|contacts|mod\.ts|texts)/,
  "the search index's insides: its worker": /\/plugins\/vault\/index\/(?!vault_index\.ts$)/,
  "the AI SDK and what calls a model by it: the first call":
    /^npm:\/(?:ai|@ai-sdk\/[\w-]+)@|\/plugins\/model\/(?:account_limits|endpoint|metered_\w+)\.ts$/,
  "the tokenizer, of which one encoding is two megabytes: the first text that is counted": /^npm:\/gpt-tokenizer@/,
  "MCP's client, and what reads and asks servers: the first server":
    /^npm:\/@ai-sdk\/mcp@|\/plugins\/mcp\/(?:session|stdio_transport|tool_listing|call_result|offered_tools|server_input|server_pages)\.ts$/,
  "the doors: the adapter that is opened": /\/adapters\/(?!sqlite\/|telegram\/telegram_config\.ts$)/,
};

for (const [what, pattern] of Object.entries(HEAVY)) {
  Deno.test(`a start does not load ${what}`, () => {
    assertEquals([...reach(false)].filter((specifier) => pattern.test(specifier)), []);
  });
}

/**
 * So many modules a start may load. Each costs about a quarter of a millisecond to look up, take from the code cache and link, whatever is in it, so
 * what grows plugin by plugin is held here as a whole. Who meets this bound looks first for what can come by `import()`, for modules of types
 * that are re-exported as values, and for a `mod.ts` where one file would do; a plugin more is a reason to raise it.
 */
const MOST_MODULES = 298;

Deno.test("a start loads so many modules and no more", () => {
  const loaded = reach(false).size;
  assert(loaded <= MOST_MODULES, `A start loads ${loaded} modules, and ${MOST_MODULES} are allowed.`);
});

Deno.test("a start loads no module that has nothing but types", async () => {
  const own = [...reach(false)].filter((specifier) => /^file:.*\.ts$/.test(specifier));
  const sources = await Promise.all(
    own.map(async (specifier) => [specifier, await Deno.readTextFile(new URL(specifier))]),
  );
  const empty = sources.filter(([, source]) => !VALUE.test(source)).map(([specifier]) => specifier);
  assertEquals(empty, [], "Re-export what they declare by `export type * from`.");
});

Deno.test("what a start does not load is loaded later, but for what only the index's worker needs", () => {
  const later = [...reach(true)];
  const nowhere = Object.entries(HEAVY).filter(([, pattern]) => !later.some((specifier) => pattern.test(specifier)));
  assertEquals(nowhere.map(([what]) => what), ["the search index's insides: its worker"]);
});

Deno.test("Fluent comes as ES modules, which a start has for a third of what its CommonJS costs", () => {
  const fluent = [...reach(false)].filter((specifier) => specifier.startsWith("npm:/@fluent/bundle@"));
  assertEquals(fluent.map((specifier) => specifier.replace(/^.*?@[\d.]+/, "")), ["/esm/index.js"]);
});
