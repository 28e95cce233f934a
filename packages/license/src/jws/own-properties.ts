/** An object's own members as a map, or `undefined` for anything but a plain JSON object. */
export function ownProperties(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return new Map(Object.entries(value));
}
