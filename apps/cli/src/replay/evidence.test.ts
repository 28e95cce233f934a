import { expect, test } from "@jest/globals";
import { checkEvidence, totalEvidence } from "./evidence.js";

const question = { question: "Who?", evidence: ["Ana: I sailed\nto Crete.", "Bo: Me too."] };

test("evidence counts in the memories as it was stored, in the context as one line", () => {
  const recalled = {
    memories: [{ text: "Ana: I sailed\nto Crete.", relevance: 1 }],
    context: "[…]\n  1. [1.00] Q: Ana: I sailed to Crete.\n  2. [0.50] Q: Bo: Me…",
    contextTokens: 20,
  };
  const result = { question: "Who?", evidence: 2, inMemories: 1, inContext: 1 };
  expect(checkEvidence(question, recalled)).toEqual(result);
  const complete = { question: "Why?", evidence: 1, inMemories: 0, inContext: 1 };
  expect(totalEvidence([result, complete])).toEqual({
    questions: 2,
    complete: 1,
    evidence: 3,
    inMemories: 1,
    inContext: 2,
  });
});
