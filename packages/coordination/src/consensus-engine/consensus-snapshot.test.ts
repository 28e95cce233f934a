import { describe, expect, test } from "@jest/globals";
import { ConsensusEngine } from "./consensus-engine.js";
import { InvalidConsensusSnapshotError } from "./errors.js";

function sampleEngine(): ConsensusEngine {
  const engine = new ConsensusEngine();
  for (const id of ["ann", "ben", "cy"]) engine.registerVoter({ id });
  const terms = { level: "simple_majority", atMs: 0, deadlineMs: 100 } as const;
  for (const id of ["p", "q", "r"]) engine.propose({ ...terms, id });
  for (const voterId of ["ann", "ben"]) {
    engine.castVote({ proposalId: "p", voterId, choice: "approve", atMs: 1 });
  }
  engine.castVote({ proposalId: "q", voterId: "cy", choice: "reject", atMs: 2 });
  return engine;
}

/** Data of the sample with the value at a path replaced. */
function damaged(path: string, value: unknown) {
  const data = JSON.parse(JSON.stringify(sampleEngine().snapshot()));
  const names = path.split(".");
  const last = names.pop() ?? "";
  const parent = names.reduce((at, name) => at[name], data);
  parent[last] = value;
  return data;
}

describe("a snapshot", () => {
  test("writes an electorate that proposals share once", () => {
    const engine = sampleEngine();
    expect(engine.snapshot().electorates).toHaveLength(1);
    engine.removeVoter("cy");
    expect(engine.snapshot().electorates.map(({ length }) => length)).toEqual([2, 3]);
    expect(engine.snapshot().open.map(({ electorate }) => electorate)).toEqual([1, 1]);
  });

  test("is not touched by what the engine does next", () => {
    const engine = sampleEngine();
    const snapshot = engine.snapshot();
    const before = JSON.stringify(snapshot);
    engine.castVote({ proposalId: "q", voterId: "ann", choice: "approve", atMs: 3 });
    engine.registerVoter({ id: "dee" });
    engine.advanceTo(100);
    expect(JSON.stringify(snapshot)).toBe(before);
  });

  test.each<[string, unknown]>([
    ["version", 2],
    ["nowMs", null],
    ["electorates", {}],
    ["electorates.0.0.weight", 0],
    ["electorates.0.0.trust", 2],
    ["electorates.0.0.id", 5],
    ["open.0.terms.level", "coin_toss"],
    ["open.0.electorate", 3],
    ["open.0.electorate", 0.5],
    ["open.0.ballots.0.0", "zoe"],
    ["open.0.ballots.0.1", "maybe"],
    ["open.0.ballots.0", ["cy"]],
    ["history", null],
    ["history.closed.0.status", "open"],
    ["history.closed.0.tally.approve", -1],
    ["history.votes.0.atMs", "1"],
    ["history.disagreements", Array.from({ length: 21 }, () => 0)],
    ["history.closedCounts.unanimous", undefined],
    ["history.voterCounts.0.1.agreed", Number.NaN],
  ])("with a wrong %s (%j) is refused", (path, value) => {
    expect(() => ConsensusEngine.restore(damaged(path, value))).toThrow(
      InvalidConsensusSnapshotError,
    );
  });

  test("that is no object is refused", () => {
    for (const data of [JSON.parse("null"), JSON.parse("[]"), JSON.parse('"text"')]) {
      expect(() => ConsensusEngine.restore(data)).toThrow(InvalidConsensusSnapshotError);
    }
  });
});
