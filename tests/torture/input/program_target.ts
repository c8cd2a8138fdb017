/** Lines of `--json` to the real program, as it starts for everybody. */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { Program } from "../../support/program.ts";
import { GuardedFolder } from "./guarded_folder.ts";
import { jsonLine } from "./json_target.ts";
import type { InputTarget } from "./target.ts";

/** See the file's comment. */
export const programTarget: InputTarget<readonly string[]> = {
  name: "program",
  inputs: fc.array(jsonLine, { minLength: 1, maxLength: 8 }),
  costs: 50,
  open: async () => {
    const folder = await GuardedFolder.make();
    const program = Program.start({ data: folder.data });
    let number = 0;
    return {
      async feed(lines) {
        const chat = `a good one ${++number}`;
        await program.type([...lines, JSON.stringify({ type: "message", text: "/whoami", chat }), ""].join("\n"));
        await program.next((told) => told.type === "message" && told.chat === chat);
      },
      async [Symbol.asyncDispose]() {
        program.signal("SIGTERM");
        assertEquals(await program.ended(), 0, program.stderr);
        assert(!/forgot to await|outside of every handler/.test(program.stderr), program.stderr);
        await program[Symbol.asyncDispose]();
        await folder.check();
        await folder[Symbol.asyncDispose]();
      },
    };
  },
};
