import type { ValidationErrorType } from "../request/validation-error.js";

/** An issue for zod's `context.issues`, with the error type its 422 entry will carry. */
export type CustomIssue = {
  readonly code: "custom";
  readonly message: string;
  readonly input: unknown;
  readonly path: PropertyKey[];
  readonly params: { readonly type: ValidationErrorType };
};

/** An issue that no schema of zod's raises, placed at `path` below the schema that raises it. */
export function customIssue(
  type: ValidationErrorType,
  message: string,
  input: unknown,
  path: PropertyKey[] = [],
): CustomIssue {
  return { code: "custom", message, input, path, params: { type } };
}
