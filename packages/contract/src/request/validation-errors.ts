import type * as z from "zod";
import { validationErrorsMax } from "../limits.js";
import type { RequestLocation, ValidationError, ValidationErrorType } from "./validation-error.js";

type Issue = z.core.$ZodIssue;
type Reason = readonly [ValidationErrorType, string];

const missing: Reason = ["missing", "Field required"];

/**
 * The 422 entries for what zod found wrong, worded as FastAPI words them, at most
 * {@link validationErrorsMax}.
 *
 * @param error - from a parse with `reportInput: true`: without the input, a value of the wrong
 *   type cannot be told from a missing one
 * @param location - the part of the request that was parsed
 */
export function validationErrors(
  error: z.ZodError,
  location: Exclude<RequestLocation, "header">,
): ValidationError[] {
  return error.issues.slice(0, validationErrorsMax).flatMap((issue) => entries(issue, location));
}

function entries(issue: Issue, location: RequestLocation): ValidationError[] {
  const path = issue.path.map((key) => (typeof key === "number" ? key : String(key)));
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      loc: [location, ...path, key],
      msg: "Extra inputs are not permitted",
      type: "extra_forbidden",
    }));
  }
  const [type, msg] = reason(issue);
  return [{ loc: [location, ...path], msg, type }];
}

function reason(issue: Issue): Reason {
  switch (issue.code) {
    case "invalid_type":
      return wrongType(issue);
    case "too_small":
      return tooSmall(issue);
    case "too_big":
      return tooBig(issue);
    case "invalid_format": {
      const pattern = issue.pattern?.replace(/^\/|\/[a-z]*$/g, "") ?? issue.format;
      return ["string_pattern_mismatch", `String should match pattern '${pattern}'`];
    }
    case "invalid_value":
      return ["literal_error", `Input should be ${alternatives(issue.values.map(quoted))}`];
    case "custom":
      return custom(issue);
    default:
      return ["value_error", `Value error, ${issue.message}`];
  }
}

function wrongType(issue: z.core.$ZodIssueInvalidType): Reason {
  const { expected, input } = issue;
  if (input === undefined) return missing;
  switch (expected) {
    case "string":
      return ["string_type", "Input should be a valid string"];
    case "boolean":
      return ["bool_type", "Input should be a valid boolean"];
    case "array":
      return ["list_type", "Input should be a valid list"];
    case "int":
      return ["int_from_float", "Input should be a valid integer"];
    case "number":
      return typeof input === "number"
        ? ["finite_number", "Input should be a finite number"]
        : ["float_type", "Input should be a valid number"];
    default:
      return issue.path.length === 0
        ? ["model_attributes_type", "Input should be a valid dictionary"]
        : ["dict_type", "Input should be a valid dictionary"];
  }
}

function tooSmall(issue: z.core.$ZodIssueTooSmall): Reason {
  const bound = Number(issue.minimum);
  switch (issue.origin) {
    case "string":
      return ["string_too_short", `String should have at least ${count(bound, "character")}`];
    case "array":
      return ["too_short", `List should have at least ${count(bound, "item")}`];
    default:
      return issue.inclusive === false
        ? ["greater_than", `Input should be greater than ${bound}`]
        : ["greater_than_equal", `Input should be greater than or equal to ${bound}`];
  }
}

function tooBig(issue: z.core.$ZodIssueTooBig): Reason {
  const bound = Number(issue.maximum);
  switch (issue.origin) {
    case "string":
      return ["string_too_long", `String should have at most ${count(bound, "character")}`];
    case "array":
      return ["too_long", `List should have at most ${count(bound, "item")}`];
    default:
      return issue.inclusive === false
        ? ["less_than", `Input should be less than ${bound}`]
        : ["less_than_equal", `Input should be less than or equal to ${bound}`];
  }
}

function custom(issue: z.core.$ZodIssueCustom): Reason {
  if (issue.input === undefined) return missing;
  const type: unknown = issue.params?.["type"] ?? "value_error";
  return type === "value_error"
    ? ["value_error", `Value error, ${issue.message}`]
    : [type as ValidationErrorType, issue.message];
}

function count(bound: number, noun: string): string {
  return `${bound} ${noun}${bound === 1 ? "" : "s"}`;
}

function quoted(value: unknown): string {
  return typeof value === "string" ? `'${value}'` : String(value);
}

function alternatives(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
