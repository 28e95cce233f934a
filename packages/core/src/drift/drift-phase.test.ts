import { expect, test } from "@jest/globals";
import { driftDecisionScore, driftPhase, driftWarningScore } from "./drift-phase.js";

test.each([
  [0, "stable"],
  [0.299999999, "stable"],
  [driftWarningScore, "shifting"],
  [0.499999999, "shifting"],
  [driftDecisionScore, "drifted"],
  [1, "drifted"],
])("a score of %d is %s", (score, phase) => {
  expect(driftPhase(score)).toBe(phase);
});
