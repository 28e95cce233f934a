import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { InvalidArgumentError } from "../errors.js";
import { englishStopWords } from "../lexical/stop-words.js";
import { codeTokens } from "./code-tokens.js";
import type { LiteralInput } from "./literal.js";
import { LiteralCache } from "./literal-cache.js";
import { matchingLiterals } from "./matching-literals.js";

function cacheOf(...literals: readonly Partial<LiteralInput>[]): LiteralCache {
  const cache = new LiteralCache();
  for (const it of literals) cache.put({ key: "key", kind: "constant", value: "42", ...it });
  return cache;
}

function keysFor(cache: LiteralCache, message: string): string[] {
  return matchingLiterals(cache, message, 10).map((it) => it.key);
}

describe("matchingLiterals", () => {
  const cache = cacheOf(
    { key: "db_port", value: "5433" },
    { key: "vatRate", value: "0.19", context: "what the port of Hamburg charges" },
    { key: "login error", kind: "error", value: "TypeError: cannot read properties of undefined" },
    { key: "src/auth/login.ts", kind: "path", value: "src/auth/login.ts" },
  );

  test.each([
    ["Which port does the database use?", ["db_port"]],
    ["What is the VAT rate in Hamburg?", ["vatRate"]],
    ["it says 'cannot read properties'", ["login error"]],
    ["Please fix the login in auth.", ["src/auth/login.ts", "login error"]],
    ["What did we have for lunch?", []],
    ["", []],
  ])("%s", (message, keys) => {
    expect(keysFor(cache, message)).toEqual(keys);
  });

  test("stop words and single characters match nothing", () => {
    expect(
      keysFor(cacheOf({ key: "debug", value: "on" }, { key: "n", value: "5" }), "5 on n"),
    ).toEqual([]);
  });

  test("of a long key or value, less than half is not enough", () => {
    const long = cacheOf({ key: "red green blue", value: "one two three four five" });
    expect(keysFor(long, "red")).toEqual([]);
    expect(keysFor(long, "one two")).toEqual([]);
    expect(keysFor(long, "red green")).toEqual(["red green blue"]);
    expect(keysFor(long, "one two three")).toEqual(["red green blue"]);
  });

  test("more tokens come first, then importance, then the newest", () => {
    const several = cacheOf(
      { key: "port alpha" },
      { key: "port beta" },
      { key: "port gamma", importance: 3 },
      { key: "port delta host" },
    );
    expect(keysFor(several, "host and port")).toEqual([
      "port delta host",
      "port gamma",
      "port beta",
      "port alpha",
    ]);
    expect(matchingLiterals(several, "host and port", 1)).toHaveLength(1);
  });

  test("reading counts no access, and the number asked for is bounded", () => {
    matchingLiterals(cache, "port", 5);
    expect([...cache].map((it) => it.accessCount)).toEqual([0, 0, 0, 0]);
    expect(() => matchingLiterals(cache, "port", 0)).toThrow(InvalidArgumentError);
  });

  test("is what a naive search gives", () => {
    const words = fc.array(fc.constantFrom("Red", "_blue", " the ", "green", "x", "Two"), {
      minLength: 1,
      maxLength: 5,
    });
    const named = words.map((it) => it.join("")).filter((it) => it.trim() !== "");
    const telling = (text: string) =>
      codeTokens(text).filter((it) => it.length > 1 && !englishStopWords.has(it));
    const inputs = fc.array(fc.record({ key: named, value: named }), { maxLength: 8 });
    fc.assert(
      fc.property(inputs, named, (literals, message) => {
        const said = telling(message);
        const shared = (text: string) => telling(text).filter((it) => said.includes(it)).length;
        const isMuch = (text: string) =>
          shared(text) > 0 && shared(text) >= telling(text).length / 2;
        const held = cacheOf(...literals);
        const score = (it: { key: string; value: string }) => shared(it.key) + shared(it.value);
        const expected = [...held]
          .filter((it) => isMuch(it.key) || isMuch(it.value))
          .sort((a, b) => score(b) - score(a) || b.ordinal - a.ordinal);
        expect(matchingLiterals(held, message, 1000)).toEqual(expected);
      }),
    );
  });
});
