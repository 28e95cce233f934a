import { InvalidArgumentError } from "../errors.js";
import { grownFloat64 } from "../lexical/grown.js";

/** Brings the standardised cosine to about the range of the other features. */
const SCALE = 4;

/**
 * Cosines as a feature: centred on their mean, divided by their standard deviation and by 4, since
 * the level and spread of cosines differ from embedder to embedder.
 *
 * The buffer is reused: an answer stands until the next call of {@link compute}.
 */
export class DenseFeatures {
  /** By slot. */
  values = new Float64Array(0);

  /**
   * @param cosines - by slot
   * @param order - the live slots in insertion order, which fixes the order of the sums
   * @throws InvalidArgumentError when a live slot has no finite cosine
   */
  compute(cosines: Float32Array | Float64Array, order: Int32Array): void {
    let sum = 0;
    let slotCount = 0;
    for (const slot of order) {
      sum += cosines[slot] ?? Number.NaN;
      slotCount = Math.max(slotCount, slot + 1);
    }
    const mean = sum / order.length;
    if (!Number.isFinite(mean)) {
      throw new InvalidArgumentError(
        "cosines must hold a finite number for every slot in the index; " +
          "leave them out when a unit has no vector",
      );
    }
    let squares = 0;
    for (const slot of order) squares += ((cosines[slot] as number) - mean) ** 2;
    const deviation = Math.sqrt(squares / order.length) || 1;
    this.values = grownFloat64(this.values, slotCount);
    for (const slot of order) {
      this.values[slot] = ((cosines[slot] as number) - mean) / deviation / SCALE;
    }
  }
}
