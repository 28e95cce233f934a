import * as z from "zod";
import { nameUnitsMax, textUnitsMax } from "../limits.js";
import { customIssue } from "./custom-issue.js";
import { storageProblem } from "./storage-problem.js";

/**
 * Text of 1 to `unitsMax` UTF-16 code units that is not blank and that every store can hold: no
 * NUL (PostgreSQL's `text` has none) and no lone surrogate (UTF-8 has none).
 *
 * The length is checked here, for zod's own `max` counts code points. The API description states
 * it in code points too, as JSON Schema does, which is never stricter.
 */
export function text(unitsMax: number): z.ZodString {
  return z
    .string()
    .check((context) => {
      const { value, issues } = context;
      if (value === "") {
        issues.push({ code: "too_small", origin: "string", minimum: 1, input: value });
      } else if (value.length > unitsMax) {
        issues.push({ code: "too_big", origin: "string", maximum: unitsMax, input: value });
      } else {
        const problem = /\S/.test(value) ? storageProblem(value) : "must not be blank";
        if (problem !== undefined) issues.push(customIssue("value_error", problem, value));
      }
    })
    .meta({ minLength: 1, maxLength: unitsMax });
}

/** What a person or a model said: a message, a response, a query. */
export const MemoryText = text(textUnitsMax);

/** A short name. */
export const Name = text(nameUnitsMax);
