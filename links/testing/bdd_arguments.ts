/** The many ways in which `describe` and `it` may be called, read into one. */
import type { DescribeDefinition, ItDefinition, TestSuite } from "./bdd_suite.ts";

type Body<T> = (this: T, t: Deno.TestContext) => void | Promise<void>;
type SuiteBody = () => void | undefined;

/** What `it` takes. */
export type ItArgs<T> =
  | [options: ItDefinition<T>]
  | [name: string, options: Omit<ItDefinition<T>, "name">]
  | [name: string, fn: Body<T>]
  | [fn: Body<T>]
  | [name: string, options: Omit<ItDefinition<T>, "fn" | "name">, fn: Body<T>]
  | [options: Omit<ItDefinition<T>, "fn">, fn: Body<T>]
  | [options: Omit<ItDefinition<T>, "fn" | "name">, fn: Body<T>]
  | [suite: TestSuite<T>, name: string, options: Omit<ItDefinition<T>, "name" | "suite">]
  | [suite: TestSuite<T>, name: string, fn: Body<T>]
  | [suite: TestSuite<T>, fn: Body<T>]
  | [suite: TestSuite<T>, name: string, options: Omit<ItDefinition<T>, "fn" | "name" | "suite">, fn: Body<T>]
  | [suite: TestSuite<T>, options: Omit<ItDefinition<T>, "fn" | "suite">, fn: Body<T>]
  | [suite: TestSuite<T>, options: Omit<ItDefinition<T>, "fn" | "name" | "suite">, fn: Body<T>];

/** What `describe` takes. */
export type DescribeArgs<T> =
  | [options: DescribeDefinition<T>]
  | [name: string]
  | [name: string, options: Omit<DescribeDefinition<T>, "name">]
  | [name: string, fn: SuiteBody]
  | [fn: SuiteBody]
  | [name: string, options: Omit<DescribeDefinition<T>, "fn" | "name">, fn: SuiteBody]
  | [options: Omit<DescribeDefinition<T>, "fn">, fn: SuiteBody]
  | [options: Omit<DescribeDefinition<T>, "fn" | "name">, fn: SuiteBody]
  | [suite: TestSuite<T>, name: string]
  | [suite: TestSuite<T>, name: string, options: Omit<DescribeDefinition<T>, "name" | "suite">]
  | [suite: TestSuite<T>, name: string, fn: SuiteBody]
  | [suite: TestSuite<T>, fn: SuiteBody]
  | [suite: TestSuite<T>, name: string, options: Omit<DescribeDefinition<T>, "fn" | "name" | "suite">, fn: SuiteBody]
  | [suite: TestSuite<T>, options: Omit<DescribeDefinition<T>, "fn" | "suite">, fn: SuiteBody]
  | [suite: TestSuite<T>, options: Omit<DescribeDefinition<T>, "fn" | "name" | "suite">, fn: SuiteBody];

interface Read<Definition, Fn> {
  readonly suite?: TestSuite<unknown>;
  readonly name?: string;
  readonly options: Partial<Definition>;
  readonly fn?: Fn;
}

function isSuite(value: unknown): value is TestSuite<unknown> {
  return typeof value === "object" && value !== null && "symbol" in value && typeof value.symbol === "symbol";
}

/** Every argument is known by its type: a suite, a name, options, a function, in this order and all optional. */
function read<Definition, Fn>(args: readonly unknown[]): Read<Definition, Fn> {
  const rest = [...args];
  const suite = isSuite(rest[0]) ? rest.shift() as TestSuite<unknown> : undefined;
  const name = typeof rest[0] === "string" ? rest.shift() as string : undefined;
  const options = (typeof rest[0] === "object" ? rest.shift() : {}) as Partial<Definition>;
  const fn = (typeof rest[0] === "function" ? rest[0] : undefined) as Fn | undefined;
  return { ...(suite && { suite }), ...(name !== undefined && { name }), options, ...(fn && { fn }) };
}

export function readItArgs<T>(args: ItArgs<T>): ItDefinition<T> {
  const { suite, options, ...given } = read<ItDefinition<T>, Body<T>>(args);
  const fn = given.fn ?? options.fn;
  if (fn === undefined) throw new TypeError("A test case needs a function.");
  return { ...(suite && { suite }), ...options, name: given.name ?? options.name ?? fn.name, fn };
}

export function readDescribeArgs<T>(args: DescribeArgs<T>): DescribeDefinition<T> {
  const { suite, options, ...given } = read<DescribeDefinition<T>, SuiteBody>(args);
  const fn = given.fn ?? options.fn;
  const definition = { ...(suite && { suite }), ...options, name: given.name ?? options.name ?? fn?.name ?? "" };
  return fn ? { ...definition, fn } : definition;
}
