import { UsageError } from "../errors.js";

/** A JSON value whose shape is not known. */
export type JsonFields = Readonly<Record<string, unknown>>;

/** @throws UsageError unless the value is a JSON object */
export function readFields(value: unknown, place: string): JsonFields {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as JsonFields;
  }
  throw new UsageError(`${place}: expected a JSON object`);
}

/** @throws UsageError unless the value is a text that is not blank */
export function readText(value: unknown, place: string): string {
  if (typeof value === "string" && value.trim() !== "") return value;
  throw new UsageError(`${place}: expected a text that is not blank`);
}
