import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { jsonDepthMax } from "../limits.js";
import { deeperThan, syntaxErrorOffset } from "./json-syntax.js";

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe("syntaxErrorOffset", () => {
  test.each([
    ["", 0],
    ["  ", 2],
    ['{"a":}', 5],
    ['{"a" 1}', 5],
    ['{"a":1,}', 7],
    ['{"a":1 "b":2}', 7],
    ["{a:1}", 1],
    ["[1,]", 3],
    ["[1 2]", 3],
    ["[1}", 2],
    ["]", 0],
    ["[", 1],
    ["1 1", 2],
    ["01", 1],
    ["1.", 1],
    ["-", 0],
    ["nul", 0],
    ["NaN", 0],
    ["'a'", 0],
    ['"a', 2],
    ['"a\nb"', 2],
    ['"\\x"', 1],
    ['"\\u12g4"', 1],
    ["\ufeff1", 0],
    ["\u00a01", 0],
  ])("%j stops being JSON at %d", (text, offset) => {
    expect(isJson(text)).toBe(false);
    expect(syntaxErrorOffset(text)).toBe(offset);
  });

  test("is undefined for JSON, however it is spaced", () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(0, 1, "\t", "\r\n "), (json, space) => {
        const spaced = JSON.stringify(JSON.parse(json), null, space);
        expect(syntaxErrorOffset(json)).toBeUndefined();
        expect(syntaxErrorOffset(` ${spaced}\n`)).toBeUndefined();
      }),
    );
  });

  test("agrees with JSON.parse on damaged JSON, and what stands before the offset is sound", () => {
    const junk = fc.constantFrom("", ",", ":", '"', "\\", "{", "}", "[", "]", "1", "e", "-", "\n");
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.nat(3), junk, (json, at, cut, insert) => {
        const start = at % (json.length + 1);
        const text = json.slice(0, start) + insert + json.slice(start + cut);
        const offset = syntaxErrorOffset(text);
        expect(offset === undefined).toBe(isJson(text));
        if (offset !== undefined) expect(offset).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 1000 },
    );
  });

  test("agrees with JSON.parse on any text of JSON's letters", () => {
    const letters = fc.string({ unit: fc.constantFrom(...'[]{},:"\\ 01.eE+-truefalsn\n') });
    fc.assert(
      fc.property(letters, (text) => {
        expect(syntaxErrorOffset(text) === undefined).toBe(isJson(text));
      }),
      { numRuns: 2000 },
    );
  });

  test("copes with megabytes of one thing", () => {
    const length = 2_000_000;
    const many = (unit: string): string => unit.repeat(length);
    expect(syntaxErrorOffset(many(" "))).toBe(length);
    expect(syntaxErrorOffset(many("["))).toBe(length);
    expect(syntaxErrorOffset(many("1"))).toBeUndefined();
    expect(syntaxErrorOffset(`"${many("x")}`)).toBe(length + 1);
    expect(syntaxErrorOffset(`"${many("\\n")}`)).toBe(2 * length + 1);
    expect(syntaxErrorOffset(`[1${many(",1")}`)).toBe(2 * length + 2);
  });
});

describe("deeperThan", () => {
  const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);

  test("allows exactly the depth it is given", () => {
    expect(deeperThan(nested(jsonDepthMax), jsonDepthMax)).toBeUndefined();
    expect(deeperThan(nested(jsonDepthMax + 1), jsonDepthMax)).toBe(jsonDepthMax);
  });

  test("counts open brackets, not brackets", () => {
    expect(deeperThan('[[],[],{"a":[]}]', 3)).toBeUndefined();
    expect(deeperThan('[[],[],{"a":[]}]', 2)).toBe(12);
  });

  test("does not look into strings", () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        expect(deeperThan(JSON.stringify([value]), 1)).toBeUndefined();
      }),
    );
    expect(deeperThan('["\\"[[[[",1]', 1)).toBeUndefined();
  });
});
