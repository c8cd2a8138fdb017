/** `portico/clock`: who may read the time. */
import { placeOfFile } from "./place.ts";

const timers = new Set(["setTimeout", "setInterval"]);
const members = new Set([
  "Date.now",
  "performance.now",
  "Temporal.Now",
  "AbortSignal.timeout",
  "globalThis.setTimeout",
  "globalThis.setInterval",
]);

/** Reports every reading of the time, and every timer, outside `core/clock.ts`. */
export const clockRule: Deno.lint.Rule = {
  create(context) {
    const file = placeOfFile(context.filename);
    if (!file || !["core", "plugins", "adapters"].includes(file.room) || file.path === "core/clock.ts") return {};
    const report = (node: Deno.lint.Node, what: string): void =>
      context.report({
        node,
        message: `${what} reads the time, which only core/clock.ts may do.`,
        hint: "Inject Clock (or Deadlines) instead, so that tests run in virtual time.",
      });
    return {
      MemberExpression(node) {
        if (node.object.type !== "Identifier" || node.property.type !== "Identifier" || node.computed) return;
        const name = `${node.object.name}.${node.property.name}`;
        if (members.has(name)) report(node, name);
      },
      CallExpression({ callee }) {
        if (callee.type !== "Identifier") return;
        if (timers.has(callee.name)) report(callee, callee.name);
        if (callee.name === "Date") report(callee, "Date()");
      },
      NewExpression(node) {
        if (node.callee.type === "Identifier" && node.callee.name === "Date" && node.arguments.length === 0) {
          report(node, "new Date()");
        }
      },
    };
  },
};
