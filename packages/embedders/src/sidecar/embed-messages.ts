import { endianness } from "node:os";
import { EmbedderResponseError } from "../errors.js";
import { frameKinds, headerBytes, newFrame } from "./frame.js";
import { sidecarRequestTextsMax } from "./sidecar-limits.js";

const isBigEndian = endianness() === "BE";

/** How far from 1 the squared length of a unit vector may be, in 32-bit floats. */
const unitTolerance = 1e-3;

/**
 * Texts as a frame: their number, then each as its length in bytes and its UTF-16 units. Not
 * UTF-8, which cannot hold a lone surrogate: the model shall see what its caller sent.
 */
export function encodeTexts(requestId: number, texts: readonly string[]): Buffer {
  const payloadBytes = texts.reduce((sum, text) => sum + 4 + 2 * text.length, 4);
  const frame = newFrame(frameKinds.embed, requestId, payloadBytes);
  let offset = frame.writeUInt32LE(texts.length, headerBytes);
  for (const text of texts) {
    offset = frame.writeUInt32LE(2 * text.length, offset);
    offset += frame.write(text, offset, "utf16le");
  }
  return frame;
}

/** @throws {@link EmbedderResponseError} unless it is what {@link encodeTexts} writes. */
export function decodeTexts(payload: Buffer): string[] {
  const count = payload.length < 4 ? 0 : payload.readUInt32LE(0);
  if (count < 1 || count > sidecarRequestTextsMax) throw malformed();
  const texts: string[] = [];
  let offset = 4;
  for (let index = 0; index < count; index++) {
    if (offset + 4 > payload.length) throw malformed();
    const start = offset + 4;
    const bytes = payload.readUInt32LE(offset);
    offset = start + bytes;
    if (bytes % 2 !== 0 || offset > payload.length) throw malformed();
    texts.push(payload.toString("utf16le", start, offset));
  }
  if (offset !== payload.length) throw malformed();
  return texts;
}

/** Vectors of one dimension as a frame: their number, the dimension, then the 32-bit floats. */
export function encodeVectors(requestId: number, vectors: readonly Float32Array[]): Buffer {
  const dimension = vectors[0]?.length ?? 0;
  const frame = newFrame(frameKinds.vectors, requestId, 8 + 4 * dimension * vectors.length);
  let offset = frame.writeUInt32LE(vectors.length, headerBytes);
  offset = frame.writeUInt32LE(dimension, offset);
  const start = offset;
  for (const vector of vectors) {
    frame.set(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength), offset);
    offset += vector.byteLength;
  }
  if (isBigEndian) frame.subarray(start).swap32();
  return frame;
}

/** @throws {@link EmbedderResponseError} unless it holds this many unit vectors of the dimension. */
export function decodeVectors(payload: Buffer, count: number, dimension: number): Float32Array[] {
  const isWhole =
    payload.length === 8 + 4 * dimension * count &&
    payload.readUInt32LE(0) === count &&
    payload.readUInt32LE(4) === dimension;
  if (!isWhole) throw malformed();
  if (isBigEndian) payload.subarray(8).swap32();
  return Array.from({ length: count }, (_, index) => {
    const vector = new Float32Array(dimension);
    const start = 8 + 4 * dimension * index;
    new Uint8Array(vector.buffer).set(payload.subarray(start, start + 4 * dimension));
    assertUnit(vector);
    return vector;
  });
}

/** The vector stays as it is, to the bit: scaled again, it would differ from one made here. */
function assertUnit(vector: Float32Array): void {
  let sum = 0;
  for (const value of vector) sum += value * value;
  if (!(Math.abs(sum - 1) <= unitTolerance)) throw malformed();
}

function malformed(): EmbedderResponseError {
  return new EmbedderResponseError("a frame of the sidecar protocol that makes no sense");
}
