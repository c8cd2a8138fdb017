import { PorticoError } from "./errors.ts";

/** The host compiles decorators the old way. */
export class LegacyDecorators extends PorticoError {
  /** Stable for programs. */
  readonly code = "legacy_decorators";
  /** Names the decorator and what to change in the host's configuration. */
  constructor(decorator: string) {
    super(
      `${decorator} was called as a legacy decorator. Remove "experimentalDecorators" and "emitDecoratorMetadata" from the ` +
        `compilerOptions of your deno.json or tsconfig.json: Portico's decorators are the standard ones.`,
    );
  }
}

/** Throws one clear error where `experimentalDecorators` is on, whose decorators get other arguments. */
export function assertStandardDecorator(context: unknown, decorator: string, kind: "class" | "method"): void {
  if (typeof context === "object" && context !== null && "kind" in context) {
    if (context.kind === kind) return;
    throw new TypeError(`${decorator} belongs on a ${kind}, not on a ${String(context.kind)}.`);
  }
  throw new LegacyDecorators(decorator);
}
