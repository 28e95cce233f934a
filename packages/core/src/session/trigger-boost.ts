import { matchTriggers, triggersMatching } from "../controls/match-triggers.js";
import { triggerLabel } from "../controls/trigger-label.js";
import type { TriggerSet } from "../controls/trigger-set.js";
import type { Memory } from "../memory/memory.js";
import { triggerLabelCountMax } from "../memory/memory-limits.js";
import type { MemoryTable, RankedMemory } from "../memory/memory-table.js";
import type { Direction } from "../vector/direction.js";

/** Logits added to memories that share a trigger with the request: above any evidence of words. */
const triggerBoost = 3;

/**
 * Candidates whose texts and vectors are matched when a request matches a trigger. A memory that
 * shares a keyword or a near vector with the request ranks well without a boost; to match every
 * memory would take longer than all else in recall.
 */
export const matchedCandidateCount = 100;

/** A ranked memory and the triggers it shares with the request. */
export interface TriggeredMemory extends RankedMemory {
  /** Labels, at most {@link triggerLabelCountMax}, in the order of the session's set. */
  readonly triggers: readonly string[];
}

/**
 * What a session's triggers do to one request. Memories that were stored under a trigger keep its
 * label and are boosted wherever they rank; those stored before it was added, when they are among
 * the best {@link matchedCandidateCount} and match it themselves.
 */
export class RequestTriggers {
  readonly #matched: TriggerSet;
  readonly #labels: readonly string[];

  /** @throws DimensionMismatchError when a trigger's direction has another length */
  constructor(triggers: TriggerSet, request: { text?: string; direction?: Direction }) {
    this.#matched = triggersMatching(triggers, request);
    this.#labels = [...new Set(this.#matched.map(triggerLabel))];
  }

  /** How many candidates {@link boostMatching} needs to choose `topK` of. */
  depth(topK: number): number {
    return this.#matched.length === 0 ? topK : Math.max(topK, matchedCandidateCount);
  }

  /** The boost of a memory by the labels it was stored under. */
  storedBoost(memory: Memory): number {
    return this.#isStoredUnder(memory) ? triggerBoost : 0;
  }

  /**
   * The best of the candidates, those that match a trigger only now boosted as the others are. Of
   * equal scores the one ranked first stays first.
   *
   * @param candidates - best first, {@link storedBoost} in their scores
   */
  boostMatching(
    candidates: readonly RankedMemory[],
    memories: MemoryTable,
    topK: number,
  ): TriggeredMemory[] {
    const boosted = candidates.map((candidate): TriggeredMemory => {
      const triggers = this.#shared(candidate.memory, memories);
      const isNew = triggers.length > 0 && !this.#isStoredUnder(candidate.memory);
      const score = isNew ? candidate.score + triggerBoost : candidate.score;
      return { ...candidate, score, triggers };
    });
    const best = boosted.reduce(
      (most, { score }) => Math.max(most, score),
      Number.NEGATIVE_INFINITY,
    );
    return boosted
      .sort((a, b) => b.score - a.score)
      .slice(0, topK)
      .map((item) => ({ ...item, confidence: Math.exp(item.score - best) }));
  }

  #isStoredUnder(memory: Memory): boolean {
    return memory.triggers.some((label) => this.#labels.includes(label));
  }

  #shared({ hash, text, triggers }: Memory, memories: MemoryTable): string[] {
    if (this.#matched.length === 0) return [];
    const now = matchTriggers(this.#matched, { text, direction: memories.direction(hash) });
    const shared = this.#labels.filter((label) => triggers.includes(label) || now.includes(label));
    return shared.slice(0, triggerLabelCountMax);
  }
}
