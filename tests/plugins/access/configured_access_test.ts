import { assertEquals } from "@std/assert";
import { identityId, logger } from "@portico/bot";
import fc from "fast-check";
import { StoredAccounts } from "../../../core/accounts/stored_accounts.ts";
import { ConfiguredAccess } from "../../../plugins/access/configured_access.ts";
import type { Person } from "../../../plugins/access/mod.ts";
import { MemoryStore } from "../../support/memory_store.ts";

const anna = { platform: "telegram", user: "17" };
const boris = { platform: "telegram", user: "18" };

interface Configured {
  readonly owner?: readonly Person[];
  readonly allow?: readonly Person[];
}

/** One bot over several starts. */
class Bot {
  readonly store = new MemoryStore();
  readonly accounts = new StoredAccounts(this.store);

  async start({ owner = [], allow = [] }: Configured): Promise<void> {
    await new ConfiguredAccess(this.store, this.accounts, { owner, allow }, logger("test")).apply();
  }

  async who(person: Person): Promise<string | undefined> {
    return (await this.accounts.find(person))?.id;
  }
}

Deno.test("nobody is let in by an empty configuration", async () => {
  const bot = new Bot();
  await bot.start({});
  assertEquals(await bot.accounts.links(), []);
});

Deno.test("owners are linked to the owner's account, the allowed get accounts of their own", async () => {
  const bot = new Bot();
  await bot.start({ owner: [anna], allow: [boris] });
  assertEquals([await bot.who(anna), await bot.who(boris)], ["owner", "telegram-18"]);
});

Deno.test("who is named as both is the owner", async () => {
  const bot = new Bot();
  await bot.start({ owner: [anna], allow: [anna] });
  assertEquals(await bot.who(anna), "owner");
});

Deno.test("who is no longer named loses access at the next start, and gets their own account back when named again", async () => {
  const bot = new Bot();
  await bot.start({ owner: [anna], allow: [boris] });
  await bot.start({});
  assertEquals([await bot.who(anna), await bot.who(boris)], [undefined, undefined]);
  await bot.start({ allow: [boris] });
  assertEquals(await bot.who(boris), "telegram-18");
});

Deno.test("a start that changes nothing writes nothing", async () => {
  const bot = new Bot();
  await bot.start({ owner: [anna], allow: [boris] });
  const { writes } = bot.store;
  await bot.start({ owner: [anna], allow: [boris] });
  assertEquals(bot.store.writes, writes);
});

Deno.test("links that were made otherwise stay when the configuration does not name them, or no longer", async () => {
  const bot = new Bot();
  await bot.accounts.open(anna, "owner");
  await bot.accounts.open(boris, "member");
  await bot.start({ owner: [anna], allow: [boris] });
  await bot.start({});
  assertEquals([await bot.who(anna), await bot.who(boris)], ["owner", "telegram-18"]);
});

Deno.test("a member whom the configuration made an owner is the member again when it no longer does", async () => {
  const bot = new Bot();
  await bot.accounts.open(anna, "member");
  await bot.start({ owner: [anna] });
  assertEquals(await bot.who(anna), "owner");
  await bot.start({});
  assertEquals(await bot.who(anna), "telegram-17");
});

Deno.test("an owner who is only allowed now is a member, and the other way round", async () => {
  const bot = new Bot();
  await bot.start({ owner: [anna] });
  await bot.start({ allow: [anna] });
  assertEquals(await bot.who(anna), "telegram-17");
  await bot.start({ owner: [anna] });
  assertEquals(await bot.who(anna), "owner");
  await bot.start({});
  assertEquals(await bot.who(anna), undefined);
});

Deno.test("an allowed member who was linked to the owner by other means since stays the owner", async () => {
  const bot = new Bot();
  await bot.start({ allow: [anna] });
  await bot.accounts.link(anna, "owner");
  await bot.start({});
  assertEquals(await bot.who(anna), "owner");
});

Deno.test("whatever was configured before and wherever it died, a start lets in exactly those it names", async () => {
  const people = ["1", "2", "3"].map((user) => ({ platform: "telegram", user }));
  const configured = fc.record({ owner: fc.subarray(people), allow: fc.subarray(people) });
  const starts = fc.array(fc.tuple(configured, fc.option(fc.nat(6))), { maxLength: 6 });
  await fc.assert(fc.asyncProperty(starts, configured, async (starts, last) => {
    const bot = new Bot();
    for (const [before, writesUntilDeath] of starts) {
      let left = writesUntilDeath ?? Infinity;
      const dying = new Proxy(bot.store, {
        get(target, name) {
          if (name !== "records") return Reflect.get(target, name);
          return (kind: Parameters<MemoryStore["records"]>[0]) => {
            const records = target.records(kind);
            const mortal = <A extends unknown[], R>(write: (...args: A) => Promise<R>) => (...args: A) =>
              left-- > 0 ? write(...args) : Promise.reject(new Error("died"));
            return {
              ...records,
              set: mortal(records.set),
              update: mortal(records.update),
              delete: mortal(records.delete),
            };
          };
        },
      });
      const { owner, allow } = before;
      const accounts = new StoredAccounts(dying);
      await new ConfiguredAccess(dying, accounts, { owner, allow }, logger("test")).apply().catch(() => {});
    }
    const after = new StoredAccounts(bot.store);
    await new ConfiguredAccess(bot.store, after, last, logger("test")).apply();
    for (const person of people) {
      const named = (list: readonly Person[]) => list.some((one) => identityId(one) === identityId(person));
      const role = named(last.owner) ? "owner" : named(last.allow) ? "member" : undefined;
      assertEquals((await after.find(person))?.role, role, identityId(person));
    }
  }));
});
