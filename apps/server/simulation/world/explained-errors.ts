/** Errors that a store with faults, or a contended entity, explains. */
export function isExpected(error: unknown): boolean {
  const code = codeOf(error);
  return code !== undefined && explained.has(code);
}

const explained = new Set([
  "ERR_CONFLICT",
  "ERR_CONTENDED",
  "ERR_DRAINING",
  "ERR_OVERLOADED",
  "ERR_STORE_BUSY",
  "ERR_UNKNOWN_COMMIT",
]);

/** The stable code of one of our errors. */
export function codeOf(error: unknown): string | undefined {
  const code = (error as { readonly code?: unknown } | undefined)?.code;
  return typeof code === "string" ? code : undefined;
}

/** An error in one line. */
export function describeError(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
