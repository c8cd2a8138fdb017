/** Keeps secrets out of traces, those that the platform makes by itself included. */
import { type Secrets, secrets } from "./secrets.ts";

/** What of a span is patched; all spans of the process share one prototype. An exception is recorded as an event. */
interface SpanFace {
  setAttribute(key: string, value: unknown): unknown;
  setAttributes(attributes: object): unknown;
  addEvent(name: string, ...rest: unknown[]): unknown;
  setStatus(status: { readonly code: number; readonly message?: string }): unknown;
  updateName(name: string): unknown;
}

/** What of a tracer is patched, likewise. */
interface TracerFace {
  startSpan(name: string, ...rest: unknown[]): object;
}

/**
 * Masks secrets in all spans of this process from now on. With `OTEL_DENO=true` each `fetch` makes a span with its whole address in it, and
 * addresses of some platforms hold the token; the platform has no setting that leaves it out. Call it once, before anything is fetched; does
 * nothing while there is no tracing.
 */
export function maskTraces(masked: Secrets = secrets): void {
  const tracer: object = Deno.telemetry.tracerProvider.getTracer("portico");
  const makers: unknown = Object.getPrototypeOf(tracer);
  if (!isTracerFace(tracer) || !isTracerFace(makers)) return;
  const prototype: unknown = Object.getPrototypeOf(tracer.startSpan("probe"));
  if (!isSpanFace(prototype)) return;
  const mask = (value: unknown) => maskValue(value, masked);
  const { startSpan } = makers;
  Object.assign(
    makers,
    {
      startSpan(name, ...rest) {
        return startSpan.call(this, masked.redact(name), ...rest.map(mask));
      },
    } satisfies TracerFace,
  );
  const { setAttribute, setAttributes, addEvent, setStatus, updateName } = prototype;
  Object.assign(
    prototype,
    {
      setAttribute(key, value) {
        return setAttribute.call(this, key, mask(value));
      },
      setAttributes(attributes) {
        return setAttributes.call(this, maskFields(attributes, masked));
      },
      addEvent(name, ...rest) {
        return addEvent.call(this, masked.redact(name), ...rest.map(mask));
      },
      setStatus(status) {
        const { message } = status;
        return setStatus.call(this, message === undefined ? status : { ...status, message: masked.redact(message) });
      },
      updateName(name) {
        return updateName.call(this, masked.redact(name));
      },
    } satisfies SpanFace,
  );
}

function maskValue(value: unknown, masked: Secrets): unknown {
  if (typeof value === "string") return masked.redact(value);
  if (Array.isArray(value)) return value.map((item) => maskValue(item, masked));
  const isPlain = typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
  return isPlain ? maskFields(value, masked) : value;
}

function maskFields(fields: object, masked: Secrets): object {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, maskValue(value, masked)]));
}

function isTracerFace(value: unknown): value is TracerFace {
  return typeof value === "object" && value !== null && typeof Reflect.get(value, "startSpan") === "function";
}

function isSpanFace(value: unknown): value is SpanFace {
  const methods = ["setAttribute", "setAttributes", "addEvent", "setStatus", "updateName"];
  return typeof value === "object" && value !== null &&
    methods.every((method) => typeof Reflect.get(value, method) === "function");
}
