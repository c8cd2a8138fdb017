/** The suites behind `describe` and `it`. */

/** A function around cases; its `this` is what it shares with them. */
export type Hook<T> = (this: T) => void | Promise<void>;
/** The four moments of a suite. */
export type HookName = "beforeAll" | "afterAll" | "beforeEach" | "afterEach";

/** Options of `describe`. */
export interface DescribeDefinition<T> extends Omit<Deno.TestDefinition, "fn"> {
  /** Registers the cases; called at once. */
  fn?: () => void | undefined;
  /** The suite it belongs to; by default the one whose `fn` runs, if any. */
  suite?: TestSuite<T>;
  beforeAll?: Hook<T> | Hook<T>[];
  afterAll?: Hook<T> | Hook<T>[];
  beforeEach?: Hook<T> | Hook<T>[];
  afterEach?: Hook<T> | Hook<T>[];
}

/** Options of `it`. */
export interface ItDefinition<T> extends Omit<Deno.TestDefinition, "fn"> {
  fn: (this: T, t: Deno.TestContext) => void | Promise<void>;
  /** The suite it belongs to; by default the one whose `describe` runs, if any. */
  suite?: TestSuite<T>;
}

/** What `describe` returns, to add to it later. */
export interface TestSuite<T> {
  symbol: symbol;
}

type Case = ItDefinition<object>;
type SuiteOptions = DescribeDefinition<object>;
type Registration = Pick<
  Deno.TestDefinition,
  "ignore" | "only" | "permissions" | "sanitizeExit" | "sanitizeOps" | "sanitizeResources"
>;

const suites = new Map<symbol, Suite>();
/** The suite whose `fn` runs, or the one that global hooks made. */
let current: Suite | undefined;
/** Whether something was registered, after which global hooks come too late. */
let started = false;
/** Tests under way. */
let running = 0;

class Suite {
  readonly symbol = Symbol();
  readonly steps: (Suite | Case)[] = [];
  readonly hooks: Record<HookName, Hook<object>[]>;
  readonly parent: Suite | undefined;
  /** Some step is to run alone. */
  hasOnlyStep = false;
  /** What `Deno.test` was given, which may still learn of an `only`. */
  registered: Deno.TestDefinition | undefined;

  constructor(readonly options: SuiteOptions) {
    this.parent = suiteOf(options.suite) ?? current;
    const hooks = (name: HookName) => [options[name] ?? []].flat();
    this.hooks = {
      beforeAll: hooks("beforeAll"),
      afterAll: hooks("afterAll"),
      beforeEach: hooks("beforeEach"),
      afterEach: hooks("afterEach"),
    };
    suites.set(this.symbol, this);
  }

  get runsAlone(): boolean {
    return this.hasOnlyStep || this.options.only === true;
  }

  add(step: Suite | Case): void {
    const alone = step instanceof Suite ? step.runsAlone : step.only === true;
    if (alone) this.#keepOnly();
    if (!this.hasOnlyStep || alone || step instanceof Suite) this.steps.push(step);
  }

  /** Drops the cases that are not to run alone, and tells the suites around. */
  #keepOnly(): void {
    if (!this.hasOnlyStep) {
      this.steps.splice(0, this.steps.length, ...this.steps.filter((step) => step instanceof Suite || step.only));
      this.hasOnlyStep = true;
    }
    if (this.parent) this.parent.#keepOnly();
    if (this.registered) this.registered.only = true;
  }
}

function suiteOf(suite: TestSuite<unknown> | undefined): Suite | undefined {
  if (suite === undefined) return undefined;
  const found = suites.get(suite.symbol);
  if (!found) throw new Error("Cannot construct Test Suite: suite does not represent a registered test suite");
  return found;
}

/** Only what was given: `Deno.test` takes an `undefined` for a value. */
function registration(options: Registration, ...keys: (keyof Registration)[]): Registration {
  return Object.fromEntries(keys.filter((key) => options[key] !== undefined).map((key) => [key, options[key]]));
}

function register(options: Registration, name: string, fn: Deno.TestDefinition["fn"]): Deno.TestDefinition {
  const keys = ["ignore", "only", "permissions", "sanitizeExit", "sanitizeOps", "sanitizeResources"] as const;
  const definition = { name, fn, ...registration(options, ...keys) };
  Deno.test(definition);
  return definition;
}

async function whileRunning(run: () => unknown): Promise<void> {
  running++;
  try {
    await run();
  } finally {
    running--;
  }
}

async function callHooks(hooks: readonly Hook<object>[], context: object): Promise<void> {
  for (const hook of hooks) await hook.call(context);
}

/** Runs a suite's steps between its `beforeAll` and its `afterAll`. */
async function runSuite(suite: Suite, around: readonly Suite[], context: object, t: Deno.TestContext): Promise<void> {
  await callHooks(suite.hooks.beforeAll, context);
  try {
    await runSteps(suite, [...around, suite], context, t);
  } finally {
    await callHooks(suite.hooks.afterAll, context);
  }
}

async function runSteps(suite: Suite, path: readonly Suite[], shared: object, t: Deno.TestContext): Promise<void> {
  let context = shared;
  for (const step of suite.steps) {
    if (suite.runsAlone && step instanceof Suite && !step.runsAlone) continue;
    const options = step instanceof Suite ? step.options : step;
    await t.step({
      name: options.name,
      ...registration(options, "ignore", "sanitizeExit", "sanitizeOps", "sanitizeResources"),
      async fn(t) {
        if (options.permissions) throw new Error("permissions option not available for nested tests");
        // As in the original, what a suite's `beforeAll` sets is seen by the steps after that suite too.
        context = { ...context };
        if (step instanceof Suite) await runSuite(step, path, context, t);
        else await runCase(step, path, { ...context }, t);
      },
    });
  }
}

/** Runs a case inside the hooks of the suites around it, outermost first. */
async function runCase(step: Case, path: readonly Suite[], context: object, t: Deno.TestContext): Promise<void> {
  const [suite, ...inner] = path;
  if (!suite) return await step.fn.call(context, t);
  await callHooks(suite.hooks.beforeEach, context);
  try {
    await runCase(step, inner, context, t);
  } finally {
    await callHooks(suite.hooks.afterEach, context);
  }
}

/** Registers a suite and what its `fn` registers. */
export function addSuite<T>(options: DescribeDefinition<T>): TestSuite<T> {
  if (running > 0) {
    throw new Error("Cannot register new test suites after already registered test cases start running");
  }
  started = true;
  const suite = new Suite(options as SuiteOptions);
  if (options.ignore) {
    register(suite.options, suite.options.name, async () => {});
    return { symbol: suite.symbol };
  }
  if (options.fn) registerInside(suite, options.fn);
  if (suite.parent) suite.parent.add(suite);
  else registerSuite(suite);
  return { symbol: suite.symbol };
}

function registerInside(suite: Suite, fn: () => unknown): void {
  const outer = current;
  current = suite;
  try {
    if (fn() instanceof Promise) {
      throw new Error('Returning a Promise from "describe" is not supported: tests must be defined synchronously');
    }
  } finally {
    current = outer;
  }
}

function registerSuite(suite: Suite): void {
  const options = suite.hasOnlyStep ? { ...suite.options, only: true } : suite.options;
  suite.registered = register(options, options.name, (t) => whileRunning(() => runSuite(suite, [], {}, t)));
}

/** Registers a case. */
export function addCase<T>(options: ItDefinition<T>): void {
  if (running > 0) throw new Error("Cannot register new test cases after already registered test cases start running");
  started = true;
  const step = options as Case;
  const suite = suiteOf(options.suite) ?? current;
  if (suite) suite.add(step);
  else register(step, step.name, (t) => whileRunning(() => step.fn.call({}, t)));
}

/** Adds a hook to the suite whose `fn` runs; outside of any, to a suite around everything. */
export function addHook<T>(name: HookName, hook: Hook<T>): void {
  if (!current) {
    if (started) throw new Error("Cannot add global hooks after a global test is registered");
    current = new Suite({ name: "global" });
    registerSuite(current);
  }
  current.hooks[name].push(hook as Hook<object>);
}
