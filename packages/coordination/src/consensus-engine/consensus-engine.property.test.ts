import { describe, expect, test } from "@jest/globals";
import {
  array,
  assert as check,
  constantFrom,
  double,
  integer,
  nat,
  oneof,
  property,
  record,
  shuffledSubarray,
} from "fast-check";
import { ConsensusEngine } from "./consensus-engine.js";
import { ConsensusError } from "./errors.js";
import { consensusLevels, type Proposal, type VoteChoice, type VoteInput } from "./proposal.js";

const ids = ["a", "b", "c", "d", "e", "f"];
const choice = constantFrom<VoteChoice>("approve", "reject", "abstain");
const level = constantFrom(...consensusLevels);
const voterId = constantFrom(...ids);
const proposalId = constantFrom("p", "q", "r", "s");
const quorum = constantFrom(0, 0.5, 1);
const weight = oneof(integer({ min: 1, max: 5 }), double({ min: 0.1, max: 10, noNaN: true }));
const step = nat({ max: 40 });

/** One call on an engine; what it may throw is part of what it does. */
type Action = (engine: ConsensusEngine) => void;

const action = oneof(
  record({ id: voterId, weight }).map(
    (input): Action =>
      (engine) =>
        engine.registerVoter(input),
  ),
  voterId.map(
    (id): Action =>
      (engine) =>
        engine.removeVoter(id),
  ),
  record({ id: proposalId, level, quorum, atMs: step, life: integer({ min: 1, max: 40 }) }).map(
    ({ life, ...input }): Action =>
      (engine) =>
        engine.propose({ ...input, deadlineMs: 40 + input.atMs + life }),
  ),
  record({ proposalId, voterId, choice, atMs: step }).map(
    (input): Action =>
      (engine) =>
        engine.castVote(input),
  ),
  record({ proposalId, voterId, choice, atMs: step }).map(
    (input): Action =>
      (engine) =>
        engine.castVote(input),
  ),
  nat({ max: 120 }).map(
    (atMs): Action =>
      (engine) =>
        void engine.advanceTo(atMs),
  ),
);

function perform(engine: ConsensusEngine, actions: readonly Action[]): string[] {
  return actions.map((act) => {
    try {
      act(engine);
      return "done";
    } catch (error) {
      if (error instanceof ConsensusError) return error.code;
      throw error;
    }
  });
}

function electorate(weights: readonly number[]): ConsensusEngine {
  const engine = new ConsensusEngine();
  weights.forEach((value, i) => {
    engine.registerVoter({ id: ids[i] ?? "z", weight: value });
  });
  return engine;
}

const weights = array(weight, { minLength: ids.length, maxLength: ids.length });

describe("properties of a ConsensusEngine", () => {
  test("a decision that is final never changes", () => {
    check(
      property(weights, array(action, { maxLength: 60 }), (list, actions) => {
        const engine = electorate(list);
        const final = new Map<string, Proposal>();
        for (const act of actions) {
          perform(engine, [act]);
          for (const proposal of engine.closedProposals()) {
            const known = final.get(proposal.id);
            if (known === undefined) final.set(proposal.id, proposal);
            else expect(proposal).toEqual(known);
          }
          for (const { id } of engine.openProposals()) expect(final.has(id)).toBe(false);
        }
        expect(engine.closedProposals()).toHaveLength(final.size);
      }),
      { numRuns: 400 },
    );
  });

  test("the order of the same votes does not matter", () => {
    const votes = shuffledSubarray(ids, { minLength: 1 }).chain((order) =>
      record({
        order: constantFrom(order),
        choices: array(choice, { minLength: ids.length, maxLength: ids.length }),
      }),
    );
    check(
      property(weights, level, quorum, votes, (list, of, least, { order, choices }) => {
        const run = (voters: readonly string[]) => {
          const engine = electorate(list);
          const terms = { level: of, quorum: least, atMs: 0, deadlineMs: 100 };
          engine.propose({ id: "p", ...terms });
          const actions = voters.map((id): Action => {
            const cast = choices[ids.indexOf(id)] ?? "abstain";
            const input: VoteInput = { proposalId: "p", voterId: id, choice: cast, atMs: 1 };
            return (it) => void it.castVote(input);
          });
          perform(engine, actions);
          engine.advanceTo(100);
          return engine.proposal("p").status;
        };
        expect(run(order)).toBe(run([...order].sort()));
      }),
      { numRuns: 1_000 },
    );
  });

  test("a restored engine continues as the one that made the snapshot", () => {
    const actions = array(action, { maxLength: 40 });
    check(
      property(weights, actions, actions, (list, before, after) => {
        const engine = electorate(list);
        perform(engine, before);
        const restored = ConsensusEngine.restore(JSON.parse(JSON.stringify(engine.snapshot())));
        expect(restored.snapshot()).toEqual(engine.snapshot());
        expect(perform(restored, after)).toEqual(perform(engine, after));
        expect(JSON.stringify(restored.snapshot())).toBe(JSON.stringify(engine.snapshot()));
        expect(restored.statistics()).toEqual(engine.statistics());
      }),
      { numRuns: 400 },
    );
  });
});
