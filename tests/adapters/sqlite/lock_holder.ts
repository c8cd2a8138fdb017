/** Holds the store at the path it is given, with an event in it, until it is killed. */
import { SqliteStore } from "../../../adapters/sqlite/mod.ts";
import { entry } from "../../contract/store/place.ts";
import { TestClock } from "../../support/clock.ts";

const store = await SqliteStore.open({ path: Deno.args[0], clock: new TestClock() });
await store.journal.append([entry("accepted")]);
// Acknowledged to nobody: may be there or not.
void store.journal.append([entry("under way")]);
console.log("open");
setInterval(() => {}, 60_000);
