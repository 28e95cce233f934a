import { describe, expect, test } from "@jest/globals";
import { ConsensusEngine } from "./consensus-engine.js";
import { consensusLimits } from "./consensus-limits.js";
import { ConsensusLimitError } from "./errors.js";

const { voterCountMax, openProposalCountMax, historyMax, adaptiveWindow } = consensusLimits;
const terms = { level: "simple_majority", atMs: 0, deadlineMs: 10 } as const;

describe("limits of a ConsensusEngine", () => {
  test("1 024 voters; a registered one can still be changed", () => {
    const engine = new ConsensusEngine();
    for (let i = 0; i < voterCountMax; i++) engine.registerVoter({ id: `v${i}` });
    expect(engine.voters).toHaveLength(1_024);
    expect(() => engine.registerVoter({ id: "more" })).toThrow(ConsensusLimitError);
    expect(engine.registerVoter({ id: "v0", weight: 3 }).weight).toBe(3);
    engine.removeVoter("v1");
    expect(engine.registerVoter({ id: "more" }).id).toBe("more");
  });

  test("1 024 open proposals; a closed one makes room", () => {
    const engine = new ConsensusEngine();
    engine.registerVoter({ id: "ann" });
    for (let i = 0; i < openProposalCountMax; i++) engine.propose({ ...terms, id: `p${i}` });
    expect(engine.openProposals()).toHaveLength(1_024);
    expect(() => engine.propose({ ...terms, id: "more" })).toThrow(ConsensusLimitError);
    engine.castVote({ proposalId: "p7", voterId: "ann", choice: "reject", atMs: 1 });
    expect(engine.propose({ ...terms, id: "more" }).status).toBe("open");
    expect(engine.advanceTo(10)).toHaveLength(1_024);
  });

  test("10 000 votes and closed proposals; the oldest are forgotten, the counts are not", () => {
    const engine = new ConsensusEngine();
    engine.registerVoter({ id: "ann" });
    for (let i = 0; i <= historyMax; i++) {
      if (i === historyMax) expect(engine.proposal("p0").status).toBe("accepted");
      engine.propose({ ...terms, id: `p${i}` });
      engine.castVote({ proposalId: `p${i}`, voterId: "ann", choice: "approve", atMs: 0 });
    }
    expect(engine.voteHistory()).toHaveLength(10_000);
    expect(engine.closedProposals()).toHaveLength(10_000);
    expect(() => engine.proposal("p0")).toThrow("Proposal not found");
    expect(engine.proposal("p1").status).toBe("accepted");
    expect(engine.voteHistory("p0")).toEqual([]);
    expect(engine.statistics().levels.simple_majority.accepted).toBe(10_001);
  });

  test("20 decisions set the adaptive threshold; the one before them is forgotten", () => {
    const engine = new ConsensusEngine();
    for (const id of ["ann", "ben"]) engine.registerVoter({ id });
    const decide = (id: string, choice: "approve" | "reject") => {
      engine.propose({ ...terms, id, quorum: 1 });
      engine.castVote({ proposalId: id, voterId: "ann", choice: "approve", atMs: 0 });
      engine.castVote({ proposalId: id, voterId: "ben", choice, atMs: 0 });
    };
    const thresholdNow = (id: string) =>
      engine.propose({ ...terms, id, level: "adaptive_threshold" }).adaptiveThreshold;
    decide("divided", "reject");
    for (let i = 1; i < adaptiveWindow; i++) decide(`p${i}`, "approve");
    expect(thresholdNow("last")).toBeCloseTo(0.5 + 0.4 / 20, 12);
    decide("one more", "approve");
    expect(thresholdNow("without")).toBe(0.5);
  });
});
