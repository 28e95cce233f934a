/** One replacement in a compiled file; what it looks for stands there exactly once. */
export interface Edit {
  /** Path from the root of the repository. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A bug to plant in the code under simulation. */
export interface Mutation {
  readonly name: string;
  readonly edits: readonly Edit[];
}

/** A bug of one edit, or of several that make it together. */
export function planted(name: string, ...edits: readonly Edit[]): Mutation {
  return { name, edits };
}
