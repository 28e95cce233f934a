import { checksumOf } from "../codec/sha256.js";
import { controlLimits } from "./control-limits.js";
import type { Trigger } from "./trigger-set.js";

/** Begins the label of a trigger without a keyword. */
const embeddingMark = "embedding#";

/** Hexadecimal digits that stand for an embedding: 64 bits, for at most 256 triggers. */
const digestLength = 16;

/** Longest label, in UTF-16 units. */
export const triggerLabelLengthMax = embeddingMark.length + controlLimits.keywordLengthMax;

const labels = new WeakMap<Trigger, string>();

/**
 * What a trigger is called, whatever others there are, so that memories can keep it: its keyword as
 * written, else `embedding#` and a digest of its direction and threshold. A keyword that begins so
 * too has the mark once more before it; digits never do, so no keyword has the label of an
 * embedding.
 *
 * @example triggerLabel({ keyword: "refund", threshold: 0.8 }) // "refund"
 */
export function triggerLabel(trigger: Trigger): string {
  const { keyword } = trigger;
  if (keyword !== undefined) {
    return keyword.startsWith(embeddingMark) ? embeddingMark + keyword : keyword;
  }
  const held = labels.get(trigger);
  if (held !== undefined) return held;
  const { direction, threshold } = trigger;
  const digest = checksumOf([direction, threshold]).slice(0, digestLength);
  const label = embeddingMark + digest;
  labels.set(trigger, label);
  return label;
}
