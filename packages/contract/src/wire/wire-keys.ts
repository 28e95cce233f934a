/** A camelCase name in snake_case: `driftScore` becomes `drift_score`. */
export type SnakeCase<Name extends string> = Name extends `${infer Head}${infer Tail}`
  ? Head extends Lowercase<Head>
    ? `${Head}${SnakeCase<Tail>}`
    : `_${Lowercase<Head>}${SnakeCase<Tail>}`
  : Name;

/** A snake_case name in camelCase: `drift_score` becomes `driftScore`. */
export type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name;

/** Fields whose values are not ours to rename, in either spelling. */
type OpaqueName =
  | "config"
  | "metadata"
  | "state"
  | "state_dict"
  | "stateDict"
  | "trust_scores"
  | "trustScores";

const OPAQUE_NAMES: ReadonlySet<string> = new Set<OpaqueName>([
  "config",
  "metadata",
  "state",
  "state_dict",
  "stateDict",
  "trust_scores",
  "trustScores",
]);

type Scalar = string | number | boolean | bigint | null | undefined | ArrayBufferView;

/** A value as it goes over the wire: the same, with snake_case names. */
export type ToWire<T> = T extends Scalar
  ? T
  : T extends readonly (infer Item)[]
    ? ToWire<Item>[]
    : {
        [Name in keyof T as Name extends string ? SnakeCase<Name> : Name]: Name extends OpaqueName
          ? T[Name]
          : ToWire<T[Name]>;
      };

/** A value as code reads it: the same, with camelCase names, and no field that is `undefined`. */
export type FromWire<T> = T extends Scalar
  ? T
  : T extends readonly (infer Item)[]
    ? FromWire<Item>[]
    : {
        [Name in keyof T as Name extends string ? CamelCase<Name> : Name]: Name extends OpaqueName
          ? Exclude<T[Name], undefined>
          : FromWire<Exclude<T[Name], undefined>>;
      };

/**
 * Gives the names of an answer their wire spelling, in nested objects and lists too.
 *
 * The values of `config`, `metadata`, `state`, `state_dict` and `trust_scores` stay as they are,
 * and so does every object that is not plain, such as a typed array. Fields that are `undefined`
 * are left out.
 *
 * @example
 * ```ts
 * toWire({ driftScore: 0.2, metadata: { userId: 7 } });
 * // { drift_score: 0.2, metadata: { userId: 7 } }
 * ```
 */
export function toWire<T>(value: T): ToWire<T> {
  return renamed(value, snakeCase) as ToWire<T>;
}

/**
 * Gives the names of a request their spelling in code; the inverse of {@link toWire}.
 *
 * @example
 * ```ts
 * fromWire({ session_id: "a", response: undefined }); // { sessionId: "a" }
 * ```
 */
export function fromWire<T>(value: T): FromWire<T> {
  return renamed(value, camelCase) as FromWire<T>;
}

function renamed(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => renamed(item, rename));
  if (!isPlainObject(value)) return value;
  const result: Record<string, unknown> = {};
  for (const [name, item] of Object.entries(value)) {
    if (item === undefined || name === "__proto__") continue;
    result[rename(name)] = OPAQUE_NAMES.has(name) ? item : renamed(item, rename);
  }
  return result;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
