import { errorRemedies } from "./error-remedies.js";
import { type ErrorCode, type ErrorRule, errorTable } from "./error-table.js";

/** One code, its status, and what to make of it. */
export interface ErrorReferenceEntry {
  readonly code: ErrorCode;
  readonly status: number;
  /** The `detail` of the answer, or what it says when it is put into words for each request. */
  readonly detail: string;
  /** What the caller or the operator can do about it, in one sentence. */
  readonly remedy: string;
}

/** Every error code with how it is answered: the reference page is made from this. */
export const errorReference: readonly ErrorReferenceEntry[] = Object.entries(errorTable)
  .map(([name, rule]) => {
    const code = name as ErrorCode;
    return { code, status: rule.status, detail: describe(rule), remedy: errorRemedies[code] };
  })
  .sort((a, b) => a.status - b.status || (a.code < b.code ? -1 : 1));

function describe({ status, detail }: ErrorRule): string {
  if (typeof detail === "string") return detail;
  return status === 422 ? "A list of what is wrong, and where." : "Says what is wrong.";
}
