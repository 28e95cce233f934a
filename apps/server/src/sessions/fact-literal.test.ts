import { expect, test } from "@jest/globals";
import { type ExtractedFact, literalLimits } from "@semvec/core";
import { factLiteral } from "./fact-literal.js";

function path(normalized: string): ExtractedFact {
  return { kind: "path", text: normalized, start: 0, end: normalized.length, normalized };
}

test("a fact is kept as it stands, under its kind and normalized form", () => {
  expect(factLiteral({ ...path("/etc/hosts"), text: "/etc//hosts" })).toEqual({
    key: "path:/etc/hosts",
    kind: "constant",
    value: "/etc//hosts",
  });
});

test("a key that would be too long ends in a digest instead, each fact in its own", () => {
  const longest = "a".repeat(literalLimits.keyLengthMax - "path:".length);
  expect(factLiteral(path(longest)).key).toBe(`path:${longest}`);
  const { key, value } = factLiteral(path(`${longest}b`));
  expect(key).toMatch(/^path:[0-9a-f]{64}$/);
  expect(value).toBe(`${longest}b`);
  expect(factLiteral(path(`${longest}c`)).key).not.toBe(key);
});
