/** The short form of `deno task torture disk`. */
import { assertHold } from "../torture.ts";
import { kinds, troubleDisk } from "./trouble.ts";

Deno.test({
  name:
    "a disk that is full, read-only, slow or fails a sync, damaged databases, meddled notes and a second process lose and double nothing",
  ignore: Deno.build.os !== "linux",
  fn: async () => assertHold(await troubleDisk({ count: kinds, seed: 20_261_126, say: console.log })),
});
