import { EmbedderResponseError } from "../errors.js";

/** Version of the protocol. Both ends come from one release; the byte is there to say so. */
export const protocolVersion = 1;

/**
 * What a frame means.
 *
 * | kind | from | payload |
 * |---|---|---|
 * | describe | client | none; asks what is served, also to see whether anybody is there |
 * | description | sidecar | JSON: the embedder's id, dimension and profile |
 * | embed | client | the texts |
 * | vectors | sidecar | one vector a text, in order |
 * | failure | sidecar | JSON: the code and message of the error |
 * | cancel | client | none; no answer is wanted to the request of this id |
 * | goodbye | sidecar | none; it closes: requests sent so far are answered, new ones go elsewhere |
 */
export const frameKinds = {
  describe: 1,
  description: 2,
  embed: 3,
  vectors: 4,
  failure: 5,
  cancel: 6,
  goodbye: 7,
} as const;

/** One of the numbers of {@link frameKinds}. */
export type FrameKind = (typeof frameKinds)[keyof typeof frameKinds];

/** One message. Numbers are little-endian. */
export interface Frame {
  readonly kind: number;
  /** Chosen by the client, repeated in the answer. 0 in a goodbye. */
  readonly requestId: number;
  readonly payload: Buffer;
}

/** Payload length (4 bytes), version (1), kind (1), request id (4). */
export const headerBytes = 10;

/** A frame whose payload of `payloadBytes` is still to be written, from {@link headerBytes} on. */
export function newFrame(kind: FrameKind, requestId: number, payloadBytes = 0): Buffer {
  const frame = Buffer.allocUnsafe(headerBytes + payloadBytes);
  frame.writeUInt32LE(payloadBytes, 0);
  frame.writeUInt8(protocolVersion, 4);
  frame.writeUInt8(kind, 5);
  frame.writeUInt32LE(requestId, 6);
  return frame;
}

/** Puts frames together again from the pieces that a socket delivers. */
export class FrameReader {
  readonly #payloadBytesMax: number;
  readonly #header = Buffer.alloc(headerBytes);
  #headerFilled = 0;
  #payload: Buffer | undefined;
  #payloadFilled = 0;

  constructor(payloadBytesMax: number) {
    this.#payloadBytesMax = payloadBytesMax;
  }

  /** Whether a frame has begun and not ended. */
  get isInFrame(): boolean {
    return this.#headerFilled > 0;
  }

  /**
   * The frames that this piece completes. Nothing can be read after an error.
   *
   * @throws {@link EmbedderResponseError} for another version, or a payload that is too large;
   *   before any of the payload is kept.
   */
  push(piece: Buffer): Frame[] {
    const frames: Frame[] = [];
    for (let rest = piece; rest.length > 0; ) {
      rest = rest.subarray(this.#payload === undefined ? this.#fillHeader(rest) : this.#fill(rest));
      if (this.#payload !== undefined && this.#payloadFilled === this.#payload.length) {
        frames.push(this.#finish(this.#payload));
      }
    }
    return frames;
  }

  #fillHeader(piece: Buffer): number {
    const copied = piece.copy(this.#header, this.#headerFilled);
    this.#headerFilled += copied;
    if (this.#headerFilled < headerBytes) return copied;
    const version = this.#header.readUInt8(4);
    if (version !== protocolVersion) {
      throw new EmbedderResponseError(
        `version ${protocolVersion} of the sidecar protocol is spoken here, not ${version}: ` +
          "run both ends from one release",
      );
    }
    const length = this.#header.readUInt32LE(0);
    if (length > this.#payloadBytesMax) {
      throw new EmbedderResponseError(
        `a frame of ${length} bytes; the most is ${this.#payloadBytesMax}`,
      );
    }
    this.#payload = Buffer.allocUnsafe(length);
    return copied;
  }

  #fill(piece: Buffer): number {
    const copied = piece.copy(this.#payload as Buffer, this.#payloadFilled);
    this.#payloadFilled += copied;
    return copied;
  }

  #finish(payload: Buffer): Frame {
    this.#headerFilled = 0;
    this.#payloadFilled = 0;
    this.#payload = undefined;
    return {
      kind: this.#header.readUInt8(5),
      requestId: this.#header.readUInt32LE(6),
      payload,
    };
  }
}
