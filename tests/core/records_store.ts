import {
  type Clock,
  type Journal,
  type Json,
  type RecordKind,
  type RecordOptions,
  type Records,
  Store,
} from "../../core/mod.ts";

/** A store of records only, in memory, which forgets what has expired by the clock it is given. */
export class RecordsStore extends Store {
  /** Everything stored, as JSON, by namespace and key. */
  readonly stored = new Map<string, { readonly json: string; readonly expiresAt: number }>();

  constructor(private readonly clock: Clock) {
    super();
  }

  get journal(): Journal {
    throw new Error("This store keeps records only.");
  }

  records<T extends Json>(kind: RecordKind<T>): Records<T> {
    const name = (key: string) => `${kind.namespace}/${key}`;
    const get = async (key: string): Promise<T | undefined> => {
      const found = this.stored.get(name(key));
      if (!found || found.expiresAt <= this.clock.now()) return undefined;
      const checked = await kind.schema["~standard"].validate(JSON.parse(found.json));
      if (checked.issues) throw new TypeError(checked.issues[0].message);
      return checked.value;
    };
    const set = (key: string, value: T, { expiresAt = Infinity }: RecordOptions = {}): Promise<void> => {
      this.stored.set(name(key), { json: JSON.stringify(value), expiresAt });
      return Promise.resolve();
    };
    const unused = () => Promise.reject(new Error("Not part of these tests."));
    return { get, set, update: unused, list: unused, delete: (key) => Promise.resolve(this.stored.delete(name(key))) };
  }

  once<T>(): Promise<T> {
    return Promise.reject(new Error("This store keeps records only."));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
