/**
 * The best few of many scored items, kept in a binary heap with the worst on top.
 *
 * Items are offered in order; of equal scores the later one is better.
 */
export class TopRanked {
  readonly #limit: number;
  readonly #scores: Float64Array;
  readonly #positions: Int32Array;
  #size = 0;

  constructor(limit: number) {
    this.#limit = limit;
    this.#scores = new Float64Array(limit);
    this.#positions = new Int32Array(limit);
  }

  /** Offers an item; positions must grow from call to call. */
  offer(position: number, score: number): void {
    if (this.#size < this.#limit) {
      this.#size += 1;
      this.#siftUp(this.#size - 1, position, score);
    } else if (this.#limit > 0 && score >= (this.#scores[0] as number)) {
      this.#siftDown(position, score);
    }
  }

  /** Empties the heap into an array of positions, best first. */
  drain(): number[] {
    const positions = new Array<number>(this.#size);
    while (this.#size > 0) {
      this.#size -= 1;
      positions[this.#size] = this.#positions[0] as number;
      const last = this.#size;
      this.#siftDown(this.#positions[last] as number, this.#scores[last] as number);
    }
    return positions;
  }

  #siftUp(from: number, position: number, score: number): void {
    let hole = from;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (!this.#isWorse(position, score, parent)) break;
      this.#move(parent, hole);
      hole = parent;
    }
    this.#put(hole, position, score);
  }

  /** Puts an item in place of the top and lets it sink. */
  #siftDown(position: number, score: number): void {
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= this.#size) break;
      const sibling = child + 1;
      if (sibling < this.#size && this.#siblingIsWorse(sibling, child)) child = sibling;
      if (this.#isWorse(position, score, child)) break;
      this.#move(child, hole);
      hole = child;
    }
    this.#put(hole, position, score);
  }

  #siblingIsWorse(sibling: number, child: number): boolean {
    const position = this.#positions[sibling] as number;
    return this.#isWorse(position, this.#scores[sibling] as number, child);
  }

  #isWorse(position: number, score: number, than: number): boolean {
    const other = this.#scores[than] as number;
    return score < other || (score === other && position < (this.#positions[than] as number));
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#positions[from] as number, this.#scores[from] as number);
  }

  #put(at: number, position: number, score: number): void {
    this.#positions[at] = position;
    this.#scores[at] = score;
  }
}
