import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { windowPiecesMax } from "./architecture.js";
import { cutIntoWindows, textWindowsMax } from "./piece-windows.js";

const pieces = (count: number) => Array.from({ length: count }, (_, index) => index);
const fullTextPieces = windowPiecesMax * textWindowsMax;

describe("cutIntoWindows", () => {
  test("keeps a text of 128 pieces whole and cuts one of 129 evenly", () => {
    expect(cutIntoWindows(pieces(128))).toEqual([pieces(128)]);
    expect(cutIntoWindows(pieces(129)).map((window) => window.length)).toEqual([64, 65]);
  });

  test("reads every piece once, in windows of nearly equal size, up to the limit", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: fullTextPieces }), (count) => {
        const windows = cutIntoWindows(pieces(count));
        const sizes = windows.map((window) => window.length);
        expect(windows.flat()).toEqual(pieces(count));
        expect(Math.max(...sizes)).toBeLessThanOrEqual(windowPiecesMax);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("samples a longer text from its first piece to its last", () => {
    for (const count of [fullTextPieces + 1, 40_000]) {
      const windows = cutIntoWindows(pieces(count));
      expect(windows).toHaveLength(textWindowsMax);
      expect(windows.every((window) => window.length === windowPiecesMax)).toBe(true);
      expect(windows[0]?.[0]).toBe(0);
      expect(windows.at(-1)?.at(-1)).toBe(count - 1);
    }
  });
});
