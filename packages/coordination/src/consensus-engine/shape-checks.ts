/** Says what is wrong with a value found at `path`; undefined when nothing is. */
export type Check = (value: unknown, path: string) => string | undefined;

export const isText: Check = (value, path) =>
  typeof value === "string" ? undefined : `${path} is no text`;

export function numberIn(min: number, max: number): Check {
  return (value, path) =>
    typeof value === "number" && value >= min && value <= max
      ? undefined
      : `${path} is no number in [${min}, ${max}]`;
}

export function oneOf<T extends string | number>(...values: readonly T[]): Check {
  const known: readonly unknown[] = values;
  return (value, path) =>
    known.includes(value) ? undefined : `${path} is none of ${values.join(", ")}`;
}

export function nullOr(check: Check): Check {
  return (value, path) => (value === null ? undefined : check(value, path));
}

export function arrayOf(lengthMax: number, check: Check): Check {
  return (value, path) => {
    if (!Array.isArray(value)) return `${path} is no list`;
    if (value.length > lengthMax) return `${path} has more than ${lengthMax} entries`;
    return firstProblem(value.map((item, i) => [check, item, `${path}[${i}]`]));
  };
}

export function pairOf(first: Check, second: Check): Check {
  return (value, path) => {
    if (!Array.isArray(value) || value.length !== 2) return `${path} is no pair`;
    return first(value[0], `${path}[0]`) ?? second(value[1], `${path}[1]`);
  };
}

/** An object with these fields; what else it has is not looked at. */
export function objectOf<T>(checks: { readonly [K in keyof T]: Check }): Check {
  const fields = Object.entries<Check>(checks);
  return (value, path) => {
    if (typeof value !== "object" || value === null) return `${path} is no object`;
    const held = value as Readonly<Record<string, unknown>>;
    return firstProblem(fields.map(([name, check]) => [check, held[name], `${path}.${name}`]));
  };
}

function firstProblem(parts: readonly (readonly [Check, unknown, string])[]): string | undefined {
  for (const [check, value, path] of parts) {
    const problem = check(value, path);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
