import type { Tier } from "./memory.js";

/** The slots of each tier, oldest first. */
export class TierQueues {
  readonly #queues: Record<Tier, number[]> = { short_term: [], medium_term: [], long_term: [] };

  count(tier: Tier): number {
    return this.#queues[tier].length;
  }

  slots(tier: Tier): readonly number[] {
    return this.#queues[tier];
  }

  /** @throws RangeError when the tier is empty */
  oldest(tier: Tier): number {
    const slot = this.#queues[tier][0];
    if (slot === undefined) throw new RangeError(`the tier ${tier} is empty`);
    return slot;
  }

  push(tier: Tier, slot: number): void {
    this.#queues[tier].push(slot);
  }

  remove(tier: Tier, slot: number): void {
    const queue = this.#queues[tier];
    const position = queue.lastIndexOf(slot);
    if (position >= 0) queue.splice(position, 1);
  }
}
