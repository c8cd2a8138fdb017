/**
 * What the kernel asks of a schema: Standard Schema (https://standardschema.dev), which zod, Valibot, ArkType and others speak. Written down here
 * so that the kernel's public types stand on no package.
 */

/**
 * A schema of any library, or one written by hand, that makes an `Output` of whatever it is given.
 *
 * ```ts
 * const even: Schema<number> = {
 *   "~standard": {
 *     version: 1,
 *     vendor: "example",
 *     validate: (value) =>
 *       typeof value === "number" && value % 2 === 0 ? { value } : { issues: [{ message: "An even number is wanted." }] },
 *   },
 * };
 * ```
 */
export interface Schema<Output> {
  /** All of it stands under this name, so that it is in the way of nothing else the library has. */
  readonly "~standard": SchemaContract<Output>;
}

/** The contract of a schema. */
export interface SchemaContract<Output> {
  /** Of Standard Schema. */
  readonly version: 1;
  /** The library's name. */
  readonly vendor: string;
  /** Checks and converts a value. Bad values are a result, not an error. */
  readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
  /** Carries the types only. */
  readonly types?: { readonly input: unknown; readonly output: Output } | undefined;
}

/** What a schema makes of a value: another value, or what is wrong with it. */
export type SchemaResult<Output> = { readonly value: Output; readonly issues?: undefined } | {
  readonly issues: readonly SchemaIssue[];
};

/** One thing that is wrong with a value. */
export interface SchemaIssue {
  /** A sentence for people. */
  readonly message: string;
  /** Where in the value: keys from the outside in. */
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/**
 * A schema that is made when it is first used. Describing what a plugin keeps or what its buttons carry costs a start more than checking it ever
 * does, and most starts see none of it.
 *
 * ```ts
 * const VISITS: RecordKind<Visits> = { namespace: "greeter.visits", version: 1, schema: lazySchema(() => z.object({ count: z.number() })) };
 * ```
 */
export function lazySchema<Output>(make: () => Schema<Output>): Schema<Output> {
  let made: Schema<Output> | undefined;
  const original = () => made ??= make();
  const lazy: Schema<Output> = {
    get "~standard"(): SchemaContract<Output> {
      return original()["~standard"];
    },
  };
  originals.set(lazy, original);
  return lazy;
}

const originals = new WeakMap<object, () => Schema<unknown>>();

/** True for a schema that is made when it is first used: a start does not look into it. */
export function isLazy(schema: object): boolean {
  return originals.has(schema);
}

/** The schema itself, where it is made when first used: its library may know more than the contract says. */
export function originalOf(schema: Schema<unknown>): Schema<unknown> {
  return originals.get(schema)?.() ?? schema;
}
