/**
 * Thrown by an engine when a write may or may not have been made. It never leaves the package: the
 * store repeats the write until the outcome is known.
 */
export class IndeterminateError extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(`the outcome of a write is unknown: ${reason}`, options);
    this.name = "IndeterminateError";
  }
}
