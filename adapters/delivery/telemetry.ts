import { type Operation, platformOf, PorticoError, type RateLimited } from "../../core/mod.ts";
import type { Context } from "@opentelemetry/api";

/** Counts and traces what goes through a delivery line. What operations say is none of its business. */
export interface DeliveryWatch {
  /** Somebody asks for an operation: what follows belongs to what they are doing now. */
  ask(operation: Operation): void;
  /** Runs one attempt, counted from 1; its waiting for the platform's rates included. */
  attempt<T>(operation: Operation, attempt: number, perform: () => Promise<T>): Promise<T>;
  /** The platform asked to wait. */
  pause(operation: Operation, error: RateLimited): void;
}

/** What OpenTelemetry calls this part of the program. */
const SCOPE = "portico.delivery";

/**
 * Counts and traces deliveries by OpenTelemetry, where Deno exports it (`OTEL_DENO=true`); `undefined` elsewhere, where loading it would only cost
 * time. A span for each attempt, `portico.delivery.attempts` by how it ended, `portico.delivery.pauses`. Attributes are kind, platform, attempt and
 * outcome: never a chat, a text or a token.
 */
export async function openTelemetry(
  enabled: boolean = Deno.env.get("OTEL_DENO") === "true",
): Promise<DeliveryWatch | undefined> {
  if (!enabled) return undefined;
  const { context, metrics, SpanStatusCode, trace } = await import("@opentelemetry/api");
  const tracer = trace.getTracer(SCOPE);
  const meter = metrics.getMeter(SCOPE);
  const attempts = meter.createCounter(`${SCOPE}.attempts`, { description: "Attempts to deliver, by outcome" });
  const pauses = meter.createCounter(`${SCOPE}.pauses`, { description: "Pauses the platform asked for, by scope" });
  /** Operations are performed by whoever comes to their turn, so that the context of who asked has to be kept. */
  const askers = new WeakMap<Operation, Context>();
  return {
    ask: (operation) => void askers.set(operation, context.active()),
    async attempt(operation, attempt, perform) {
      const attributes = { "portico.operation": operation.kind, "portico.platform": platformOf(operation) };
      const asker = askers.get(operation) ?? context.active();
      const span = tracer.startSpan(
        `deliver ${operation.kind}`,
        { attributes: { ...attributes, "portico.attempt": attempt } },
        asker,
      );
      let outcome = "delivered";
      try {
        return await context.with(trace.setSpan(asker, span), perform);
      } catch (error) {
        outcome = outcomeOf(error);
        span.setStatus({ code: SpanStatusCode.ERROR, message: outcome });
        throw error;
      } finally {
        span.setAttribute("portico.outcome", outcome);
        span.end();
        attempts.add(1, { ...attributes, "portico.outcome": outcome });
      }
    },
    pause: (operation, { scope }) =>
      pauses.add(1, { "portico.platform": platformOf(operation), "portico.scope": scope }),
  };
}

/** The stable code of an error of ours. Its message may quote what was sent. */
function outcomeOf(error: unknown): string {
  return error instanceof PorticoError ? error.code : "failed";
}
