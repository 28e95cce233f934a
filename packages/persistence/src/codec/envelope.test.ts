import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { persistenceDefaults } from "../defaults.js";
import { EnvelopeError } from "../errors.js";
import { openEnvelope, sealEnvelope } from "./envelope.js";

const codecAt = 1;

describe("envelope", () => {
  test("gives back every body", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({ maxLength: 5_000 }),
          fc.string({ maxLength: 5_000 }).map((text) => new TextEncoder().encode(text.repeat(20))),
        ),
        async (body) => {
          expect(await openEnvelope(await sealEnvelope(body))).toEqual(new Uint8Array(body));
        },
      ),
      { numRuns: 200 },
    );
  });

  test("compresses from the stated length on, and only if that is shorter", async () => {
    const { compressFromBytes } = persistenceDefaults;
    const short = await sealEnvelope(new Uint8Array(compressFromBytes - 1));
    const long = await sealEnvelope(new Uint8Array(compressFromBytes));
    expect([short[codecAt], long[codecAt]]).toEqual([0, 1]);
    expect(long.byteLength).toBeLessThan(short.byteLength);
    const noise = Uint8Array.from({ length: 1_000 }, (_, index) => (index * index * 31) >> 3);
    const random = crypto.getRandomValues(noise);
    expect((await sealEnvelope(random))[codecAt]).toBe(0);
  });

  test("every flipped bit and every truncation shows", async () => {
    for (const body of ["short", "long enough to be compressed ".repeat(40)]) {
      const sealed = await sealEnvelope(new TextEncoder().encode(body));
      for (let bit = 0; bit < sealed.byteLength * 8; bit++) {
        const flipped = sealed.slice();
        flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
        await expect(openEnvelope(flipped)).rejects.toThrow(EnvelopeError);
      }
      for (let length = 0; length < sealed.byteLength; length++) {
        await expect(openEnvelope(sealed.subarray(0, length))).rejects.toThrow(EnvelopeError);
      }
    }
  });

  test("does not inflate beyond the longest body", async () => {
    const bomb = await sealEnvelope(new Uint8Array(persistenceDefaults.bodyBytesMax + 1));
    await expect(openEnvelope(bomb)).rejects.toThrow(EnvelopeError);
    const largest = await sealEnvelope(new Uint8Array(persistenceDefaults.bodyBytesMax));
    expect((await openEnvelope(largest)).byteLength).toBe(persistenceDefaults.bodyBytesMax);
  });
});
