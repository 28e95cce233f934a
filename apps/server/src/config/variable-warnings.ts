import { configReference, variablesOfOthers, variablesWithoutEffect } from "./config-reference.js";

const prefix = "SEMVEC_";
/** Set by this repository's own tests and scripts. */
const testPrefixes = ["SEMVEC_TEST_", "SEMVEC_EVAL_"];

/** Names of `SEMVEC_*` variables that mean nothing, each with the nearest that does. */
export function unknownVariables(names: Iterable<string>): string[] {
  const known = configReference.map((entry) => entry.name);
  return [...names]
    .filter((name) => name.startsWith(prefix) && !known.includes(name))
    .filter((name) => !variablesOfOthers.has(name) && !variablesWithoutEffect.has(name))
    .filter((name) => !testPrefixes.some((test) => name.startsWith(test)))
    .map((name) => `${name} is not a setting; did you mean ${nearest(name, known)}?`);
}

/** One line for each variable that is set and changes nothing. */
export function idleVariables(names: Iterable<string>): string[] {
  return [...names].flatMap((name) => {
    const why = variablesWithoutEffect.get(name);
    return why === undefined ? [] : [`${name} has no effect: ${why}`];
  });
}

function nearest(name: string, candidates: readonly string[]): string {
  const ranked = candidates.map((candidate) => ({
    candidate,
    distance: editDistance(name, candidate),
  }));
  ranked.sort((a, b) => a.distance - b.distance);
  return ranked[0]?.candidate ?? "";
}

/** Levenshtein distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
