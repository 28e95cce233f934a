import { DimensionMismatchError } from "../errors.js";
import { type Direction, squaredNorm } from "./direction.js";

const initialRowCount = 16;

/**
 * Rows of directions in one contiguous buffer: memories hold a row number, never a vector of their
 * own, so that a scan over a session's memories is one pass over adjacent bytes.
 *
 * Rows are reached only through `allocate`, `row` and `score`, so another kernel (WASM SIMD) can
 * take this one's place; integer sums make its results the same to the bit.
 */
export class VectorArena {
  readonly dimension: number;
  #codes: Int8Array;
  /** 1 / length of each row; 0 for a row that is free, or holds no direction. */
  #inverseNorms: Float64Array;
  #free: number[] = [];
  #rowCount = 0;

  constructor(dimension: number) {
    this.dimension = dimension;
    this.#codes = new Int8Array(dimension * initialRowCount);
    this.#inverseNorms = new Float64Array(initialRowCount);
  }

  /** Rows in use or free; row numbers are below it. */
  get rowCount(): number {
    return this.#rowCount;
  }

  /** Bytes of the buffers, used or not. */
  get byteLength(): number {
    return this.#codes.byteLength + this.#inverseNorms.byteLength;
  }

  /**
   * Copies a direction into a row and returns the row's number; the row freed last is used first.
   *
   * @throws DimensionMismatchError when the direction's length is not the arena's
   */
  allocate(direction: Direction): number {
    if (direction.length !== this.dimension) {
      throw new DimensionMismatchError(this.dimension, direction.length);
    }
    const row = this.#free.pop() ?? this.#grow();
    this.#write(row, direction);
    return row;
  }

  /**
   * Puts another direction into a row that is in use.
   *
   * @throws DimensionMismatchError when the direction's length is not the arena's
   */
  replace(row: number, direction: Direction): void {
    if (direction.length !== this.dimension) {
      throw new DimensionMismatchError(this.dimension, direction.length);
    }
    this.#write(row, direction);
  }

  #write(row: number, direction: Direction): void {
    this.#codes.set(direction, row * this.dimension);
    const squares = squaredNorm(direction);
    this.#inverseNorms[row] = squares === 0 ? 0 : 1 / Math.sqrt(squares);
  }

  /** Gives a row back. */
  release(row: number): void {
    this.#inverseNorms[row] = 0;
    this.#free.push(row);
  }

  /** A view of the row, valid until the next `allocate`. */
  row(row: number): Direction {
    return this.#codes.subarray(row * this.dimension, (row + 1) * this.dimension);
  }

  /**
   * Cosine of the query to every row, by row number; 0 for free rows and those without a direction.
   *
   * @throws DimensionMismatchError when the query's length is not the arena's
   */
  score(query: Direction): Float64Array {
    if (query.length !== this.dimension) {
      throw new DimensionMismatchError(this.dimension, query.length);
    }
    const cosines = new Float64Array(this.#rowCount);
    const codes = this.#codes;
    const dimension = this.dimension;
    const inverseQuery = 1 / Math.sqrt(squaredNorm(query));
    for (let row = 0, at = 0; row < cosines.length; row++, at += dimension) {
      const inverse = this.#inverseNorms[row] as number;
      if (inverse === 0) continue;
      let sum = 0;
      for (let i = 0; i < dimension; i++) sum += (codes[at + i] as number) * (query[i] as number);
      cosines[row] = Math.max(-1, Math.min(1, sum * inverse * inverseQuery));
    }
    return cosines;
  }

  #grow(): number {
    const row = this.#rowCount++;
    if (this.#rowCount > this.#inverseNorms.length) {
      const capacity = this.#inverseNorms.length * 2;
      const codes = new Int8Array(capacity * this.dimension);
      codes.set(this.#codes);
      const inverseNorms = new Float64Array(capacity);
      inverseNorms.set(this.#inverseNorms);
      this.#codes = codes;
      this.#inverseNorms = inverseNorms;
    }
    return row;
  }
}
