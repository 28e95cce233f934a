import { describe, expect, test } from "@jest/globals";
import {
  array,
  assert as check,
  constantFrom,
  double,
  integer,
  oneof,
  option,
  property,
  record,
} from "fast-check";
import { decideEarly, decideFinally, type Election, quorumCount, tallyOf } from "./decide.js";
import { consensusLevels, type VoteChoice } from "./proposal.js";
import { rosterOf } from "./voter.js";

const choice = constantFrom<VoteChoice>("approve", "reject", "abstain");
const weight = oneof(integer({ min: 1, max: 4 }), double({ min: 0.1, max: 10, noNaN: true }));

const election = record({
  level: constantFrom(...consensusLevels),
  adaptiveThreshold: double({ min: 0.5, max: 0.9, noNaN: true }),
  quorum: constantFrom(0, 0.3, 0.5, 1),
  voters: array(record({ weight, choice: option(choice) }), { minLength: 1, maxLength: 7 }),
}).map(({ voters, ...rule }): Election => {
  const ids = voters.map((_, i) => `v${i}`);
  return {
    ...rule,
    electorate: rosterOf(voters.map((voter, i) => ({ ...voter, id: `v${i}`, trust: 0.5 }))),
    ballots: new Map(
      ids.flatMap((id, i) => {
        const cast = voters[i]?.choice ?? null;
        return cast === null ? [] : [[id, cast] as const];
      }),
    ),
  };
});

/** Every way in which those who have not voted may still vote, or not vote. */
function completions(of: Election): Election[] {
  const missing = [...of.electorate.keys()].find((id) => !of.ballots.has(id));
  if (missing === undefined) return [of];
  const electorate = new Map([...of.electorate].filter(([id]) => id !== missing));
  const without = completions({ ...of, electorate });
  const withVote = (["approve", "reject", "abstain"] as const).flatMap((vote) =>
    completions({ ...of, ballots: new Map(of.ballots).set(missing, vote) }),
  );
  // The quorum is of the whole electorate, so the one who stays away stays in it.
  return [...without.map((it) => ({ ...it, electorate: of.electorate })), ...withVote];
}

describe("decideEarly", () => {
  test("decides what every completion decides, and only that", () => {
    check(
      property(election, (it) => {
        const outcomes = new Set(completions(it).map(decideFinally));
        const early = decideEarly(it);
        if (early !== undefined) expect([...outcomes]).toEqual([early]);
        else if (outcomes.size === 1) expect([...outcomes]).toEqual(["expired"]);
      }),
      { numRuns: 600 },
    );
  });

  test("when all have voted, nothing is open", () => {
    check(
      property(election, (it) => {
        if (it.ballots.size < it.electorate.size) return;
        expect(decideEarly(it)).toBe(decideFinally(it));
      }),
    );
  });
});

describe("quorumCount", () => {
  test.each([
    [0, 10, 1],
    [0.5, 10, 5],
    [0.5, 11, 6],
    [0.1, 30, 3],
    [2 / 3, 9, 6],
    [1, 7, 7],
  ])("%d of %d voters is %d", (quorum, size, expected) => {
    const voters = Array.from({ length: size }, (_, i) => ({ id: `v${i}`, weight: 1, trust: 0.5 }));
    const rule = { level: "unanimous", adaptiveThreshold: null, quorum } as const;
    const counted = quorumCount({ ...rule, electorate: rosterOf(voters), ballots: new Map() });
    expect(counted).toBe(expected);
  });
});

describe("tallyOf", () => {
  test("counts choices", () => {
    const ballots = new Map<string, VoteChoice>([
      ["a", "approve"],
      ["b", "abstain"],
      ["c", "approve"],
    ]);
    expect(tallyOf(ballots)).toEqual({ approve: 2, reject: 0, abstain: 1 });
  });
});
