/** A rule that a run broke. */
export interface Violation {
  readonly checker: string;
  readonly message: string;
}
