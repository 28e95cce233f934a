/**
 * A vector for tests: each word adds a fixed pseudo-random direction, so texts that share words
 * are similar. Not semantic.
 */
export function wordVector(text: string, dimension: number): Float32Array {
  const vector = new Float32Array(dimension);
  for (const word of text.toLowerCase().match(/\p{L}+|\p{N}+/gu) ?? ["?"]) {
    let seed = 2166136261;
    for (const char of word) seed = Math.imul(seed ^ (char.codePointAt(0) ?? 0), 16777619);
    for (let i = 0; i < dimension; i++) {
      seed = Math.imul(seed ^ (seed >>> 15), 2246822519) + 374761393;
      vector[i] = (vector[i] as number) + ((seed >>> 8) & 0xffff) / 0x8000 - 1;
    }
  }
  return vector;
}
