import type { FieldReader } from "../codec/field-reader.js";
import { CoreError } from "../errors.js";
import { type Literal, literalKinds } from "./literal.js";
import { LiteralCache } from "./literal-cache.js";
import { type LiteralCacheBounds, literalLimits } from "./literal-limits.js";

/** The literals as they are written: one column a field, oldest write first. */
export function writeLiterals(cache: LiteralCache): object {
  const literals = [...cache];
  return {
    writes: cache.writes,
    keys: literals.map((it) => it.key),
    kinds: literals.map((it) => literalKinds.indexOf(it.kind)),
    values: literals.map((it) => it.value),
    contexts: literals.map((it) => it.context ?? null),
    importances: Float64Array.from(literals, (it) => it.importance),
    accessCounts: literals.map((it) => it.accessCount),
    ordinals: literals.map((it) => it.ordinal),
  };
}

/**
 * Builds the cache that {@link writeLiterals} wrote, checking everything.
 *
 * @throws CodecError for anything that no cache within the bounds could have written
 */
export function readLiterals(
  reader: FieldReader,
  bounds: Partial<LiteralCacheBounds> = {},
): LiteralCache {
  const cache = new LiteralCache(bounds, reader.integer("writes"));
  const { countMax } = cache.bounds;
  const keys = reader.texts("keys", countMax, literalLimits.keyLengthMax);
  const values = reader.texts("values", countMax, literalLimits.valueLengthMax);
  const kinds = reader.integers("kinds", countMax, { max: literalKinds.length - 1 });
  const contexts = reader.list("contexts", countMax);
  const importances = reader.floats("importances", { length: keys.length });
  const accessCounts = reader.integers("accessCounts", countMax);
  const ordinals = reader.integers("ordinals", countMax);
  for (const [name, column] of Object.entries({
    values,
    kinds,
    contexts,
    accessCounts,
    ordinals,
  })) {
    if (column.length !== keys.length) throw reader.error(name, `expected ${keys.length} items`);
  }
  keys.forEach((key, i) => {
    const context = contexts[i];
    if (context !== null && typeof context !== "string") {
      throw reader.error("contexts", "expected texts or null");
    }
    if (i > 0 && (ordinals[i] as number) <= (ordinals[i - 1] as number)) {
      throw reader.error("ordinals", "expected growing numbers");
    }
    restore(reader, cache, {
      key,
      kind: literalKinds[kinds[i] as number] as Literal["kind"],
      value: values[i] as string,
      ...(context !== null && { context }),
      importance: importances[i] as number,
      accessCount: accessCounts[i] as number,
      ordinal: ordinals[i] as number,
    });
  });
  return cache;
}

function restore(reader: FieldReader, cache: LiteralCache, literal: Literal): void {
  try {
    cache.restore(literal);
  } catch (error) {
    if (error instanceof CoreError) throw reader.error("keys", error.message);
    throw error;
  }
}
