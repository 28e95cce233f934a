import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";
import { mutations } from "./mutation-list.js";

const root = new URL("../../../../", import.meta.url);
const mutant = fileURLToPath(new URL("apps/server/dist/simulation/mutations/mutant.js", root));

describe("mutations", () => {
  test("are at least twenty, and each names another bug", () => {
    expect(mutations.length).toBeGreaterThanOrEqual(20);
    expect(new Set(mutations.map(({ name }) => name)).size).toBe(mutations.length);
  });

  test.each(mutations.flatMap(({ name, edits }) => edits.map((edit) => [name, edit] as const)))(
    "%s: what it changes stands exactly once in the code",
    (_name, { file, find }) => {
      const source = readFileSync(new URL(file, root), "utf8");
      expect(source.split(find)).toHaveLength(2);
    },
  );

  // The others take longer; `pnpm simulate -- --mutations` plants them all.
  test.each([
    "the answer leaves before the commit",
    "a state in memory is current, though others write",
    "a quorum is reached at the threshold, not above it",
  ])("caught at once: %s", (name) => {
    const stdout = execFileSync(process.execPath, [mutant, name, "1", "100"], {
      encoding: "utf8",
    });
    expect(JSON.parse(stdout)).toMatchObject({ seed: expect.any(Number) });
  });
});
