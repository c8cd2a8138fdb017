import type { Json } from "../../core/mod.ts";
import { type HttpHandler, plain } from "./http_server.ts";

/** How one part of the bot is. */
export interface Health {
  /** False for a part that does not do its work. */
  readonly healthy: boolean;
  /** What else is worth knowing. No secrets: anybody who reaches the server may read it. */
  readonly [fact: string]: Json;
}

/** Looks at one part. One that throws is not healthy. */
export type HealthCheck = () => Promise<Health> | Health;

/** Where parts of the bot say how they are. */
export interface HealthChecks {
  /** Asks this check, too, under a name of its own; call what it returns to end that. */
  watch(name: string, check: HealthCheck): () => void;
}

/** The page at `/healthz`: 200 where all parts are healthy, 503 where one is not, and JSON that says which. */
export class HealthPage implements HealthChecks {
  readonly #checks = new Map<string, HealthCheck>();

  watch(name: string, check: HealthCheck): () => void {
    this.#checks.set(name, check);
    return () => {
      if (this.#checks.get(name) === check) this.#checks.delete(name);
    };
  }

  /** Answers `GET` and `HEAD`. */
  readonly answer: HttpHandler = async (request) => {
    if (request.method !== "GET" && request.method !== "HEAD") return plain(405, { allow: "GET, HEAD" });
    const parts = await Promise.all([...this.#checks].map(async ([name, check]) => [name, await look(check)] as const));
    const healthy = parts.every(([, part]) => part.healthy);
    const status = healthy ? 200 : 503;
    const headers = { "cache-control": "no-store" };
    return Response.json({ status: healthy ? "ok" : "unhealthy", ...Object.fromEntries(parts) }, { status, headers });
  };
}

async function look(check: HealthCheck): Promise<Health> {
  try {
    return await check();
  } catch {
    return { healthy: false }; // why, is in the logs, and nothing for strangers
  }
}
