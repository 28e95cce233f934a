import { type ExtractedFact, type LiteralInput, literalLimits, sha256Hex } from "@semvec/core";

/**
 * The literal that keeps a fact: its text, as a constant, under `<kind>:<normalized>`, so that all
 * ways to write a fact are one literal. Where that is too long for a key, the SHA-256 of the
 * normalized form stands in its place.
 *
 * @example
 * ```ts
 * factLiteral(fact); // { key: "date:2023-05-08", kind: "constant", value: "8 May 2023" }
 * ```
 */
export function factLiteral({ kind, text, normalized }: ExtractedFact): LiteralInput {
  const plainKey = `${kind}:${normalized}`;
  const key =
    plainKey.length <= literalLimits.keyLengthMax
      ? plainKey
      : `${kind}:${sha256Hex(new TextEncoder().encode(normalized))}`;
  return { key, kind: "constant", value: text };
}
