/** `portico/layers`: who may import whom. */
import { type Place, placeOfFile, resolveImport } from "./place.ts";

/** The libraries of chat platforms, which only adapters may know. */
const chatLibrary = /^(npm:\/?)?(@grammyjs\/|grammy\b|telegraf\b|discord\.js\b|@slack\/|matrix-)/;

/** What all adapters stand on. */
const SHARED: readonly string[] = ["adapters/delivery", "adapters/http", "adapters/markdown"];

/** Why `file` may not import `target`; `undefined` when it may. */
function objection(file: Place, target: Place | string): string | undefined {
  if (typeof target === "string") {
    return file.room !== "adapters" && chatLibrary.test(target) ? "Only adapters know chat libraries." : undefined;
  }
  if (target.unit === file.unit) return undefined;
  switch (file.room) {
    case "core":
      return "The kernel imports nothing from outside core/.";
    case "plugins":
      if (target.room === "adapters") return "A plugin never imports an adapter: it talks to BotPort and Store.";
      return target.room === "core" || target.room === "plugins"
        ? insides(target)
        : "A plugin imports core/ and plugins/ only.";
    case "adapters":
      if (target.room === "core" || SHARED.includes(target.unit)) return insides(target);
      return "An adapter imports core/, adapters/delivery/, adapters/http/ and adapters/markdown/ only.";
  }
}

function insides(target: Place): string | undefined {
  return target.path === `${target.unit}/mod.ts`
    ? undefined
    : `From outside, ${target.unit}/ is imported by its mod.ts only.`;
}

type Source = Deno.lint.StringLiteral | Deno.lint.Expression | null;

/** Reports every import that crosses a border of the repository the wrong way. */
export const layersRule: Deno.lint.Rule = {
  create(context) {
    const file = placeOfFile(context.filename);
    if (!file || !["core", "plugins", "adapters"].includes(file.room)) return {};
    const examine = (source: Source): void => {
      if (source?.type !== "Literal" || typeof source.value !== "string") return;
      const message = objection(file, resolveImport(source.value, file));
      if (message) context.report({ node: source, message, hint: "CONTRIBUTING.md says which room may know which." });
    };
    return {
      ImportDeclaration: (node) => examine(node.source),
      ExportAllDeclaration: (node) => examine(node.source),
      ExportNamedDeclaration: (node) => examine(node.source),
      ImportExpression: (node) => examine(node.source),
    };
  },
};
