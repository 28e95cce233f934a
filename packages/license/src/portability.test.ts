import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";

/*
 * Goal: minting, and Ed25519 in plain JavaScript, stay usable where there is no Node. Method: walk
 * the imports from each and look for what only Node has.
 */
function modulesFrom(entry: URL, seen = new Map<string, string>()): Map<string, string> {
  if (seen.has(entry.href)) return seen;
  const source = readFileSync(entry, "utf8");
  seen.set(entry.href, source);
  for (const [, path] of source.matchAll(/^(?:import|export) (?!type\b)[^;]*?from "(\.[^"]+)"/gm)) {
    if (path) modulesFrom(new URL(path.replace(/\.js$/, ".ts"), entry), seen);
  }
  return seen;
}

const needsNode = /from "(?:node:|jsonwebtoken|lru-cache)|\bBuffer\.|\bprocess\./;

describe("portability", () => {
  it.each(["./mint-license.ts", "./keys/noble-ed25519.ts"])("%s needs no Node", (path) => {
    const modules = modulesFrom(new URL(path, import.meta.url));
    const offenders = [...modules].filter(([, source]) => needsNode.test(source));
    expect(modules.size).toBeGreaterThan(1);
    expect(offenders.map(([href]) => href)).toEqual([]);
  });

  it("finds Node where it is needed", () => {
    const modules = modulesFrom(new URL("./license-verifier.ts", import.meta.url));
    expect([...modules.values()].some((source) => needsNode.test(source))).toBe(true);
  });
});
