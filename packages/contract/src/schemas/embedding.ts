import { vectorComponentMax } from "@semvec/core";
import * as z from "zod";
import { dimensionMax } from "../limits.js";
import { customIssue } from "./custom-issue.js";

/**
 * A vector of meaning: 1 to 4 096 finite numbers within ±1e6, not all zero. The service normalises
 * it; its length must be the session's dimension, which only the session knows.
 *
 * Components are looked at before zod sees them, and the first bad one ends the search: a hostile
 * body would else buy an error object for each of millions of components.
 */
export const Embedding = z
  .pipe(
    z.transform<number[], number[]>((value, context) => {
      const issue = embeddingIssue(value);
      if (issue !== undefined) context.issues.push(issue);
      return value;
    }),
    z.array(z.number().min(-vectorComponentMax).max(vectorComponentMax)).min(1).max(dimensionMax),
  )
  .meta({
    id: "Embedding",
    description: "Finite numbers, not all zero, as many as the session has dimensions.",
  });

function embeddingIssue(value: unknown): ReturnType<typeof customIssue> | undefined {
  // What is no array, or no array of a legal length, is reported by the array schema.
  if (!Array.isArray(value) || value.length === 0 || value.length > dimensionMax) return undefined;
  let largest = 0;
  for (const [index, component] of value.entries()) {
    if (typeof component !== "number") {
      return customIssue("float_type", "Input should be a valid number", component, [index]);
    }
    const magnitude = Math.abs(component);
    if (!(magnitude <= vectorComponentMax)) {
      const message = `must be a finite number within ±${vectorComponentMax}`;
      return customIssue("value_error", message, component, [index]);
    }
    largest = Math.max(largest, magnitude);
  }
  if (largest > 0) return undefined;
  return customIssue("value_error", "must not be a zero vector", value);
}
