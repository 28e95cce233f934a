import { describe, expect, test } from "@jest/globals";
import { ConsensusEngine } from "./consensus-engine.js";
import {
  ConsensusError,
  type ConsensusErrorCode,
  InvalidConsensusArgumentError,
  ProposalClosedError,
} from "./errors.js";
import type { ConsensusLevel, ProposalInput, VoteChoice } from "./proposal.js";
import type { VoterInput } from "./voter.js";

const voters = ["ann", "ben", "cy", "dee", "eve"];

function engineOf(...inputs: readonly (string | VoterInput)[]): ConsensusEngine {
  const engine = new ConsensusEngine();
  for (const input of inputs) {
    engine.registerVoter(typeof input === "string" ? { id: input } : input);
  }
  return engine;
}

function propose(engine: ConsensusEngine, fields: Partial<ProposalInput> = {}) {
  const defaults = { id: "p", level: "simple_majority", atMs: 0, deadlineMs: 1_000 } as const;
  return engine.propose({ ...defaults, ...fields });
}

/** Casts votes written as `ann+`, `ben-`, `cy0`. */
function vote(engine: ConsensusEngine, votes: string, proposalId = "p", atMs = 1) {
  const choices: Record<string, VoteChoice> = { "+": "approve", "-": "reject", "0": "abstain" };
  for (const word of votes.split(" ")) {
    const choice = choices[word.slice(-1)] ?? "abstain";
    engine.castVote({ proposalId, voterId: word.slice(0, -1), choice, atMs });
  }
  return engine.proposal(proposalId);
}

const thrown = (code: ConsensusErrorCode) => expect.objectContaining({ code });

describe("ConsensusEngine", () => {
  test("a proposal is open as it was made", () => {
    const engine = engineOf(...voters);
    const proposal = propose(engine, { subject: "Move to topic B", quorum: 0.8 });
    expect(proposal).toEqual({
      ...{ id: "p", subject: "Move to topic B", level: "simple_majority" },
      ...{ openedAtMs: 0, deadlineMs: 1_000, quorum: 0.8, electorateSize: 5 },
      ...{ adaptiveThreshold: null, status: "open", closedAtMs: null },
      tally: { approve: 0, reject: 0, abstain: 0 },
    });
    expect(engine.proposal("p")).toEqual(proposal);
    expect(engine.openProposals()).toEqual([proposal]);
  });

  test.each<[ConsensusLevel, string, string, "accepted" | "rejected"]>([
    ["simple_majority", "ann+ ben+", "cy+", "accepted"],
    ["simple_majority", "ann- ben- cy+", "dee-", "rejected"],
    ["qualified_majority", "ann+ ben+ cy+", "dee+", "accepted"],
    ["qualified_majority", "ann+ ben+ cy-", "dee-", "rejected"],
    ["unanimous", "ann+ ben+ cy0 dee+", "eve+", "accepted"],
    ["unanimous", "ann+ ben+", "cy-", "rejected"],
    ["weighted_vote", "ann+ ben+", "cy+", "accepted"],
    ["adaptive_threshold", "ann+ ben+", "cy+", "accepted"],
  ])("%s: after %s it is open, and %s decides", (level, before, last, status) => {
    const engine = engineOf(...voters);
    propose(engine, { level });
    expect(vote(engine, before).status).toBe("open");
    expect(vote(engine, last, "p", 7)).toMatchObject({ status, closedAtMs: 7 });
    expect(engine.openProposals()).toEqual([]);
    expect(engine.closedProposals()).toEqual([engine.proposal("p")]);
  });

  test("nothing is decided without a quorum, which abstentions count toward", () => {
    const engine = engineOf(...voters);
    propose(engine, { quorum: 0.8 });
    expect(vote(engine, "ann+ ben+ cy+").status).toBe("open");
    expect(vote(engine, "dee0")).toMatchObject({ status: "accepted", tally: { abstain: 1 } });
  });

  test("at the deadline the votes decide; without a quorum the proposal expires", () => {
    const engine = engineOf(...voters);
    propose(engine, { id: "enough" });
    propose(engine, { id: "narrow" });
    propose(engine, { id: "few" });
    vote(engine, "ann+ ben+ cy-", "enough");
    vote(engine, "ann+ ben- cy0", "narrow");
    vote(engine, "ann+ ben+", "few");
    expect(engine.advanceTo(999)).toEqual([]);
    const closed = engine
      .advanceTo(1_000)
      .map(({ id, status, closedAtMs }) => [...[id, status, closedAtMs]]);
    expect(closed).toEqual([
      ["enough", "accepted", 1_000],
      ["few", "expired", 1_000],
      ["narrow", "rejected", 1_000],
    ]);
    expect(engine.advanceTo(2_000)).toEqual([]);
  });

  test("the last moment before the deadline counts, the deadline does not", () => {
    const engine = engineOf(...voters);
    propose(engine);
    vote(engine, "ann+ ben+", "p", 999);
    expect(() => vote(engine, "cy+", "p", 1_000)).toThrow(ProposalClosedError);
    expect(engine.proposal("p").status).toBe("expired");
  });

  test("a vote can be changed until the decision, and the history tells", () => {
    const engine = engineOf("ann", "ben", "cy");
    propose(engine);
    vote(engine, "ann+", "p", 1);
    expect(vote(engine, "ann-", "p", 2).tally).toEqual({ approve: 0, reject: 1, abstain: 0 });
    expect(vote(engine, "ben-", "p", 3).status).toBe("rejected");
    expect(() => vote(engine, "ann+")).toThrow(ProposalClosedError);
    expect(engine.voteHistory("p")).toEqual([
      { proposalId: "p", voterId: "ann", choice: "approve", atMs: 1 },
      { proposalId: "p", voterId: "ann", choice: "reject", atMs: 2 },
      { proposalId: "p", voterId: "ben", choice: "reject", atMs: 3 },
    ]);
    expect(engine.voteHistory("q")).toEqual([]);
    expect(engine.voteHistory()).toHaveLength(3);
  });

  test("weight and trust weigh a vote, as they were when the proposal was made", () => {
    const engine = engineOf({ id: "ann", weight: 2 }, { id: "ben", trust: 0.9 }, "cy", "dee");
    propose(engine, { level: "weighted_vote" });
    engine.registerVoter({ id: "cy", weight: 1_000 });
    engine.removeVoter("dee");
    engine.registerVoter({ id: "new" });
    expect(() => vote(engine, "new+")).toThrow(thrown("ERR_NOT_IN_ELECTORATE"));
    // 2 × 0.5 + 1 × 0.9 against 0.5 + 0.5.
    expect(vote(engine, "cy- dee- ann+ ben+").status).toBe("accepted");
    expect(engine.voters.map(({ id }) => id)).toEqual(["ann", "ben", "cy", "new"]);
  });

  test("the adaptive threshold rises with disagreement, and stays as it was for a proposal", () => {
    const engine = engineOf(...voters);
    const early = propose(engine, { id: "early", level: "adaptive_threshold" });
    expect(early.adaptiveThreshold).toBe(0.5);
    propose(engine, { id: "divided" });
    vote(engine, "ann+ ben- cy+ dee-", "divided");
    vote(engine, "eve+", "divided");
    const late = propose(engine, { id: "late", level: "adaptive_threshold" });
    // 4 × 3/5 × 2/5 = 0.96 of disagreement.
    expect(late.adaptiveThreshold).toBeCloseTo(0.5 + 0.4 * 0.96, 12);
    expect(engine.proposal("early").adaptiveThreshold).toBe(0.5);
    expect(vote(engine, "ann+ ben+ cy+ dee-", "late").status).toBe("rejected");
    expect(vote(engine, "ann+ ben+ cy-", "early").status).toBe("open");
    expect(vote(engine, "dee+", "early").status).toBe("accepted");
  });

  test("statistics count by level and by voter", () => {
    const engine = engineOf("ann", "ben", "cy");
    propose(engine, { id: "p1" });
    vote(engine, "ann+ ben0 cy+", "p1");
    propose(engine, { id: "p2", level: "unanimous" });
    vote(engine, "ann+ ben-", "p2");
    propose(engine, { id: "p3" });
    engine.advanceTo(1_000);
    propose(engine, { id: "p4", atMs: 1_000, deadlineMs: 2_000 });
    const { levels, voters: byVoter } = engine.statistics();
    expect(levels.simple_majority).toEqual({ open: 1, accepted: 1, rejected: 0, expired: 1 });
    expect(levels.unanimous).toEqual({ open: 0, accepted: 0, rejected: 1, expired: 0 });
    expect(byVoter).toEqual([
      { voterId: "ann", agreed: 1, disagreed: 1, abstained: 0, agreement: 0.5 },
      { voterId: "ben", agreed: 1, disagreed: 0, abstained: 1, agreement: 1 },
      { voterId: "cy", agreed: 1, disagreed: 0, abstained: 0, agreement: 1 },
    ]);
  });

  test("time never runs back", () => {
    const engine = engineOf("ann", "ben", "cy");
    engine.advanceTo(500);
    expect(propose(engine, { atMs: 100 }).openedAtMs).toBe(500);
    vote(engine, "ann+", "p", 3);
    expect(engine.voteHistory()[0]?.atMs).toBe(500);
  });
});

describe("what a ConsensusEngine refuses", () => {
  test.each<[ConsensusErrorCode, (engine: ConsensusEngine) => unknown]>([
    ["ERR_NO_VOTERS", () => propose(new ConsensusEngine())],
    ["ERR_PROPOSAL_EXISTS", (engine) => propose(engine)],
    ["ERR_PROPOSAL_NOT_FOUND", (engine) => vote(engine, "ann+", "q")],
    ["ERR_PROPOSAL_NOT_FOUND", (engine) => engine.proposal("q")],
    ["ERR_NOT_IN_ELECTORATE", (engine) => vote(engine, "zoe+")],
    ["ERR_VOTER_NOT_FOUND", (engine) => engine.removeVoter("zoe")],
  ])("%s", (code, call) => {
    const engine = engineOf("ann");
    propose(engine);
    engine.advanceTo(1);
    const before = engine.snapshot();
    expect(() => call(engine)).toThrow(thrown(code));
    expect(() => call(engine)).toThrow(ConsensusError);
    expect(engine.snapshot()).toEqual(before);
  });

  test("an id that a closed proposal has is taken too", () => {
    const engine = engineOf("ann");
    propose(engine);
    vote(engine, "ann+");
    expect(() => propose(engine)).toThrow(thrown("ERR_PROPOSAL_EXISTS"));
  });

  test.each<VoterInput>([
    { id: "" },
    { id: "x".repeat(129) },
    { id: "a", weight: 0 },
    { id: "a", weight: 1e6 + 1 },
    { id: "a", weight: Number.NaN },
    { id: "a", trust: 0 },
    { id: "a", trust: 1 },
  ])("the voter %j", (input) => {
    expect(() => engineOf(input)).toThrow(InvalidConsensusArgumentError);
  });

  test.each<Partial<ProposalInput>>([
    { id: "" },
    { id: "x".repeat(129) },
    { subject: "x".repeat(1_025) },
    { quorum: -0.1 },
    { quorum: 1.1 },
    { deadlineMs: 0 },
    { deadlineMs: Number.POSITIVE_INFINITY },
    { atMs: Number.NaN },
  ])("the proposal %j", (fields) => {
    expect(() => propose(engineOf("ann"), fields)).toThrow(InvalidConsensusArgumentError);
  });

  test("levels and choices that it does not know", () => {
    const engine = engineOf("ann");
    const unknown = { level: "coin_toss", choice: "maybe" } as unknown as {
      level: ConsensusLevel;
      choice: VoteChoice;
    };
    expect(() => propose(engine, { level: unknown.level })).toThrow("simple_majority");
    propose(engine);
    const maybe = { proposalId: "p", voterId: "ann", choice: unknown.choice, atMs: 1 };
    expect(() => engine.castVote(maybe)).toThrow("approve, reject, abstain");
  });

  test("takes the outermost values", () => {
    const longest = "x".repeat(128);
    const engine = engineOf({ id: longest, weight: 1e6, trust: 1 - 1e-9 });
    const fields = { id: longest, subject: "x".repeat(1_024), quorum: 1, deadlineMs: 1 };
    expect(propose(engine, fields).status).toBe("open");
  });
});
