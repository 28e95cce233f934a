import { type CborMap, type CborValue, isMap } from "../../codec/cbor-value.js";

/** Version of the snapshot and export format; a reader upgrades older ones and refuses newer. */
export const stateFormatVersion = 2;

/** From the version in its place to the next; the first is version 1. */
const steps: readonly ((content: CborMap) => CborMap)[] = [withMemoryColumns];

/**
 * Brings content of an older format up to {@link stateFormatVersion}, step by step. What it does
 * not know it returns as it is: reading it will say what is wrong.
 */
export function upgradeContent(value: CborValue): CborValue {
  if (!isMap(value) || typeof value["version"] !== "number") return value;
  return steps.slice(value["version"] - 1).reduce((content, step) => step(content), value);
}

/** 1 → 2: memories say which request brought them, when they end, and what corrected them. */
function withMemoryColumns(content: CborMap): CborMap {
  const { memories } = content;
  if (!isMap(memories) || !Array.isArray(memories["texts"])) return content;
  const count = memories["texts"].length;
  return {
    ...content,
    version: 2,
    memories: {
      ...memories,
      requests: Array(count).fill(null),
      corrections: Array(count).fill(0),
      expiries: new Float64Array(count).fill(Number.MAX_VALUE),
    },
  };
}
