import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { EmbedderError, EmbedderResponseError } from "../errors.js";
import { bits } from "../testing/vectors.js";
import { decodeTexts, decodeVectors, encodeTexts, encodeVectors } from "./embed-messages.js";
import { decodeDescription } from "./embedder-description.js";
import { decodeFailure } from "./failure-message.js";
import { FrameReader, frameKinds, headerBytes, newFrame } from "./frame.js";
import { sidecarRequestTextsMax } from "./sidecar-limits.js";
import { splitTexts } from "./split-texts.js";

const payloadOf = (frame: Buffer): Buffer => frame.subarray(headerBytes);
const anyBytes = fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes));
/** UTF-16 units, lone surrogates and all. */
const anyText = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 12 })
  .map((units) => String.fromCharCode(...units));

describe("FrameReader", () => {
  test("finds the same frames however the bytes are cut", () => {
    const frames = fc.array(
      fc.record({ requestId: fc.integer({ min: 0, max: 0xffff_ffff }), payload: anyBytes }),
      { maxLength: 5 },
    );
    const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 });
    fc.assert(
      fc.property(frames, cuts, (sent, sizes) => {
        const bytes = Buffer.concat(
          sent.map(({ requestId, payload }) => {
            const frame = newFrame(frameKinds.vectors, requestId, payload.length);
            payload.copy(frame, headerBytes);
            return frame;
          }),
        );
        const reader = new FrameReader(64);
        const found = [];
        for (let start = 0, turn = 0; start < bytes.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1;
          found.push(...reader.push(bytes.subarray(start, start + size)));
          start += size;
        }
        expect(reader.isInFrame).toBe(false);
        expect(found).toEqual(sent.map((frame) => ({ kind: frameKinds.vectors, ...frame })));
      }),
    );
  });

  test("takes the largest payload, and not one byte more", () => {
    const reader = new FrameReader(8);
    expect(reader.push(newFrame(frameKinds.embed, 1, 8))).toHaveLength(1);
    const header = newFrame(frameKinds.embed, 1, 9).subarray(0, headerBytes);
    expect(() => reader.push(header)).toThrow(/a frame of 9 bytes; the most is 8/);
  });

  test("names both versions when they differ", () => {
    const frame = newFrame(frameKinds.describe, 1);
    frame.writeUInt8(2, 4);
    expect(() => new FrameReader(8).push(frame)).toThrow(/version 1 .* not 2/);
  });
});

describe("messages", () => {
  test("texts come through unit by unit", () => {
    const some = fc.array(anyText, { minLength: 1, maxLength: sidecarRequestTextsMax });
    fc.assert(
      fc.property(some, (texts) => {
        expect(decodeTexts(payloadOf(encodeTexts(7, texts)))).toEqual(texts);
      }),
    );
  });

  test("one text more than a request holds is refused", () => {
    const texts = new Array<string>(sidecarRequestTextsMax + 1).fill("a");
    expect(() => decodeTexts(payloadOf(encodeTexts(7, texts)))).toThrow(EmbedderResponseError);
    expect(decodeTexts(payloadOf(encodeTexts(7, texts.slice(1))))).toHaveLength(64);
  });

  test("vectors come through to the bit", () => {
    const vectors = [Float32Array.of(0.6, 0.8), Float32Array.of(-1, 0)];
    const decoded = decodeVectors(payloadOf(encodeVectors(7, vectors)), 2, 2);
    expect(decoded.map(bits)).toEqual(vectors.map(bits));
  });

  test.each([
    ["of another number", [Float32Array.of(1, 0), Float32Array.of(1, 0)]],
    ["of another dimension", [Float32Array.of(1, 0, 0)]],
    ["that are no unit vectors", [Float32Array.of(1, 0.1)]],
    ["that are zero", [Float32Array.of(0, 0)]],
    ["that are not finite", [Float32Array.of(Number.NaN, 1)]],
  ])("vectors %s are refused", (_, vectors) => {
    const payload = payloadOf(encodeVectors(7, vectors));
    expect(() => decodeVectors(payload, 1, 2)).toThrow(EmbedderResponseError);
  });

  test("any bytes are read or refused, never anything else", () => {
    const readers = [
      decodeTexts,
      decodeDescription,
      decodeFailure,
      (bytes: Buffer) => decodeVectors(bytes, 1, 2),
    ];
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        for (const read of readers) {
          try {
            read(Buffer.from(bytes));
          } catch (error) {
            expect(error).toBeInstanceOf(EmbedderError);
          }
        }
      }),
    );
  });
});

describe("splitTexts", () => {
  test("keeps the texts and their order, within the bounds of a request", () => {
    const text = fc.integer({ min: 0, max: 60_000 }).map((length) => "x".repeat(length));
    fc.assert(
      fc.property(fc.array(text, { maxLength: 150 }), (texts) => {
        const runs = splitTexts(texts);
        expect(runs.flat()).toEqual(texts);
        for (const run of runs) {
          expect(run.length).toBeLessThanOrEqual(sidecarRequestTextsMax);
          expect(run.join("").length).toBeLessThanOrEqual(128 * 1024);
        }
      }),
      { numRuns: 30 },
    );
  });

  test("sends the largest text alone, and refuses one unit more", () => {
    const largest = "x".repeat((1024 * 1024 - 8) / 2);
    expect(splitTexts(["a", largest, "b"]).map((run) => run.length)).toEqual([1, 1, 1]);
    expect(() => splitTexts([`${largest}x`])).toThrow(/more than the embedder sidecar takes/);
  });
});
