/** A stand-in for `jsr:@std/testing/bdd`: suites, cases and hooks over `Deno.test` and its steps. */
import { type DescribeArgs, type ItArgs, readDescribeArgs, readItArgs } from "./bdd_arguments.ts";
import { addCase, addHook, addSuite, type Hook, type TestSuite } from "./bdd_suite.ts";

export type { DescribeArgs, ItArgs } from "./bdd_arguments.ts";
export type { DescribeDefinition, ItDefinition, TestSuite } from "./bdd_suite.ts";

/** Registers a case. */
export interface it {
  <T>(...args: ItArgs<T>): void;
  /** Runs this case and the others marked so, and no more. */
  only<T>(...args: ItArgs<T>): void;
  /** Leaves this case out. */
  ignore<T>(...args: ItArgs<T>): void;
  /** Leaves this case out. */
  skip<T>(...args: ItArgs<T>): void;
}

/** Registers a suite. */
export interface describe {
  <T>(...args: DescribeArgs<T>): TestSuite<T>;
  /** Runs this suite and the others marked so, and no more. */
  only<T>(...args: DescribeArgs<T>): TestSuite<T>;
  /** Leaves this suite out. */
  ignore<T>(...args: DescribeArgs<T>): TestSuite<T>;
  /** Leaves this suite out. */
  skip<T>(...args: DescribeArgs<T>): TestSuite<T>;
}

const ignoreCase = <T>(...args: ItArgs<T>) => addCase({ ...readItArgs(args), ignore: true });
const ignoreSuite = <T>(...args: DescribeArgs<T>) => addSuite({ ...readDescribeArgs(args), ignore: true });

/** Registers a case. */
export const it: it = Object.assign(<T>(...args: ItArgs<T>) => addCase(readItArgs(args)), {
  only: <T>(...args: ItArgs<T>) => addCase({ ...readItArgs(args), only: true }),
  ignore: ignoreCase,
  skip: ignoreCase,
});

/** Registers a case; another name of `it`. */
export const test: it = it;

/** Registers a suite. */
export const describe: describe = Object.assign(<T>(...args: DescribeArgs<T>) => addSuite(readDescribeArgs(args)), {
  only: <T>(...args: DescribeArgs<T>) => addSuite({ ...readDescribeArgs(args), only: true }),
  ignore: ignoreSuite,
  skip: ignoreSuite,
});

/** Runs before the first case of the suite. */
export function beforeAll<T>(fn: Hook<T>): void {
  addHook("beforeAll", fn);
}

/** Runs after the last case of the suite, also when one fails. */
export function afterAll<T>(fn: Hook<T>): void {
  addHook("afterAll", fn);
}

/** Another name of `beforeAll`. */
export const before = beforeAll;

/** Another name of `afterAll`. */
export const after = afterAll;

/** Runs before each case of the suite and of those in it. */
export function beforeEach<T>(fn: Hook<T>): void {
  addHook("beforeEach", fn);
}

/** Runs after each case of the suite and of those in it, also when it fails. */
export function afterEach<T>(fn: Hook<T>): void {
  addHook("afterEach", fn);
}
