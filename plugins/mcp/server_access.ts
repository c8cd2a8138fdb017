import { type Account, inject } from "@portico/bot";
import { Web } from "../agent/mod.ts";
import type { McpServer } from "./server.ts";
import { ServerProblem } from "./server_problem.ts";

/** Who may use which server here. */
@inject(Web)
export class ServerAccess {
  /** Built by the kernel. */
  constructor(readonly web: Web) {}

  /**
   * Checks what can be known before anybody is asked. Where a name leads is looked at with each request.
   *
   * @throws {ServerProblem} the account may not use it, or the bot may not.
   */
  async check(server: McpServer, { role }: Pick<Account, "role">): Promise<void> {
    const refuse = (code: "owner-only" | "no-programs" | "no-network" | "not-secure") => {
      throw new ServerProblem(code, "", true);
    };
    if (server.kind === "stdio") {
      if (role !== "owner") refuse("owner-only");
      // It has to be ended with all that it has started, too.
      if ((await Deno.permissions.query({ name: "run" })).state !== "granted") refuse("no-programs");
      return;
    }
    if (role !== "owner" && !server.url.startsWith("https://")) refuse("not-secure");
    if (!await this.web.isOpen()) refuse("no-network");
  }
}
