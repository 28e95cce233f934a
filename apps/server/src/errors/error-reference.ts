import { type ErrorCode, errorTable } from "./error-table.js";

/** One code and its status. */
export interface ErrorReferenceEntry {
  readonly code: ErrorCode;
  readonly status: number;
}

/** Every error code with the status it is answered with: the reference page is made from this. */
export const errorReference: readonly ErrorReferenceEntry[] = Object.entries(errorTable)
  .map(([code, { status }]) => ({ code: code as ErrorCode, status }))
  .sort((a, b) => a.status - b.status || (a.code < b.code ? -1 : 1));
