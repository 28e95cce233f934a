import type { FactCandidate } from "./extracted-fact.js";

const uuidPattern =
  /(?<![\p{L}\p{N}])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![\p{L}\p{N}])/giu;

/** UUIDs in the text form of RFC 9562 §4, of any version. Normalized to lower case. */
export function* findUuids(text: string): Generator<FactCandidate> {
  for (const { 0: written, index } of text.matchAll(uuidPattern)) {
    yield {
      kind: "uuid",
      start: index,
      end: index + written.length,
      normalized: written.toLowerCase(),
    };
  }
}
