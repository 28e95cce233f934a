import * as z from "zod";
import { metadataBytesMax } from "../limits.js";
import { customIssue } from "./custom-issue.js";
import { storageProblem } from "./storage-problem.js";

/** Keys that could reach an object's prototype when a parsed object is copied carelessly. */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/** Any JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** How a schema of a JSON object says that it got something else. */
export const notAnObject = {
  error: "Input should be a valid dictionary",
  params: { type: "dict_type" },
} as const;

/** The client's own JSON about a session, at most 4 KiB; kept and given back, never interpreted. */
export const Metadata = z
  .custom<JsonObject>(isJsonObject, { ...notAnObject, abort: true })
  .check((context) => {
    const problem = metadataProblem(context.value);
    if (problem !== undefined) {
      context.issues.push(customIssue("value_error", problem, context.value));
    }
  })
  .meta({
    id: "Metadata",
    type: "object",
    additionalProperties: true,
    description: `Any JSON object of at most ${metadataBytesMax} bytes.`,
  });

/** True for what JSON calls an object. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function metadataProblem(value: JsonObject): string | undefined {
  // Measured first: what follows then walks at most as many nodes as the limit has bytes.
  const bytes = new TextEncoder().encode(JSON.stringify(value)).byteLength;
  if (bytes > metadataBytesMax) {
    return `must have at most ${metadataBytesMax} bytes as JSON, has ${bytes}`;
  }
  return contentProblem(value);
}

function contentProblem(value: unknown): string | undefined {
  if (typeof value === "string") return storageProblem(value);
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, item] of Object.entries(value)) {
    if (FORBIDDEN_KEYS.has(key)) return `must not contain the key ${key}`;
    const problem = storageProblem(key) ?? contentProblem(item);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
