/** Gathers the values of an option that may be given more than once, in order. */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}
