/** Where in a request an error sits. */
export type RequestLocation = "body" | "query" | "path" | "header";

/** The kinds of validation errors, named as pydantic names them. */
export type ValidationErrorType =
  | "bool_parsing"
  | "bool_type"
  | "dict_type"
  | "extra_forbidden"
  | "finite_number"
  | "float_type"
  | "greater_than"
  | "greater_than_equal"
  | "int_from_float"
  | "int_parsing"
  | "int_type"
  | "json_invalid"
  | "less_than"
  | "less_than_equal"
  | "list_type"
  | "literal_error"
  | "missing"
  | "model_attributes_type"
  | "string_pattern_mismatch"
  | "string_too_long"
  | "string_too_short"
  | "string_type"
  | "too_long"
  | "too_short"
  | "value_error";

/** One entry of the `detail` list of a 422 answer, in FastAPI's shape. */
export interface ValidationError {
  /** The way to the value: location first, then keys and indices. */
  readonly loc: readonly [RequestLocation, ...(string | number)[]];
  readonly msg: string;
  readonly type: ValidationErrorType;
}

/**
 * An entry for a value that breaks a rule no schema states, such as a wrong dimension.
 *
 * @example
 * ```ts
 * valueError(["body", "query_embedding"], "expected 384 numbers, got 3");
 * ```
 */
export function valueError(loc: ValidationError["loc"], message: string): ValidationError {
  return { loc, msg: `Value error, ${message}`, type: "value_error" };
}
