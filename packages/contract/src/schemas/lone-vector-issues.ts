import { type CustomIssue, customIssue } from "./custom-issue.js";

/**
 * The issue of a vector that comes without its text. Nothing would be stored for it, so whatever is
 * wrong with it would never be told.
 *
 * @param vectorField - the vector's name, where the issue stands
 */
export function loneVectorIssues(
  text: string | undefined,
  vector: readonly number[] | undefined,
  vectorField: string,
): CustomIssue[] {
  if (vector === undefined || text !== undefined) return [];
  return [customIssue("value_error", "comes without its text", vector, [vectorField])];
}
