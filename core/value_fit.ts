/** Whether a value is what people are told it must be. */
import type { Json } from "./json.ts";
import type { ValueShape } from "./value_shape.ts";

/** True where the value is of the shape's kind and within its bounds. What the schema wants beyond them, only the schema knows. */
export function fitsShape(shape: ValueShape, value: unknown): boolean {
  const { kind, choices } = shape;
  switch (kind) {
    case "boolean":
      return typeof value === "boolean";
    case "choice":
      return choices.some((choice) => choice === value);
    case "integer":
      return Number.isSafeInteger(value) && isWithin(shape, value as number);
    case "number":
      return typeof value === "number" && Number.isFinite(value) && isWithin(shape, value);
    case "text":
      return typeof value === "string" && isOfLength(shape, value);
    case "list":
      return Array.isArray(value) && value.every((item) => typeof item === "string") && isOfLength(shape, value);
  }
}

/** Text as the value of a shape, where it can be that; else the text itself. */
export function typedValue({ kind, choices }: ValueShape, text: string): Json {
  if (kind === "choice") return choices.find((choice) => String(choice) === text) ?? text;
  if (kind !== "integer" && kind !== "number") return text;
  return text.trim() === "" || Number.isNaN(Number(text)) ? text : Number(text);
}

function isWithin({ minimum, maximum, above, below }: ValueShape, value: number): boolean {
  return value >= (minimum ?? -Infinity) && value <= (maximum ?? Infinity) &&
    value > (above ?? -Infinity) && value < (below ?? Infinity);
}

function isOfLength({ minLength, maxLength }: ValueShape, { length }: { readonly length: number }): boolean {
  return length >= (minLength ?? 0) && length <= (maxLength ?? Infinity);
}
