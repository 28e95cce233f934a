import type { Tier } from "./memory.js";

/** The slots of each tier, oldest memory first whatever order they came in. */
export class TierQueues {
  readonly #queues: Record<Tier, number[]> = { short_term: [], medium_term: [], long_term: [] };
  readonly #ageOf: (slot: number) => number;

  /** @param ageOf - a number that grows from one memory to the next one stored */
  constructor(ageOf: (slot: number) => number) {
    this.#ageOf = ageOf;
  }

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
    const queue = this.#queues[tier];
    const age = this.#ageOf(slot);
    let at = queue.length;
    while (at > 0 && this.#ageOf(queue[at - 1] as number) > age) at -= 1;
    queue.splice(at, 0, slot);
  }

  remove(tier: Tier, slot: number): void {
    const queue = this.#queues[tier];
    const position = queue.lastIndexOf(slot);
    if (position >= 0) queue.splice(position, 1);
  }
}
