import type { EvidenceQuestion } from "../conversation/conversation.js";
import type { Recalled } from "./replay-target.js";

/** How much of what holds a question's answer came back. */
export interface EvidenceResult {
  readonly question: string;
  /** Memories that hold the answer. */
  readonly evidence: number;
  /** Of these, recalled. */
  readonly inMemories: number;
  /** Of these, in the context with all their words. */
  readonly inContext: number;
}

/** Looks for the evidence of a question in what was recalled for it. */
export function checkEvidence(
  { question, evidence }: EvidenceQuestion,
  { memories, context }: Recalled,
): EvidenceResult {
  const recalled = new Set(memories.map(({ text }) => text));
  // A context holds each memory as one line.
  const words = oneLine(context);
  return {
    question,
    evidence: evidence.length,
    inMemories: evidence.filter((text) => recalled.has(text)).length,
    inContext: evidence.filter((text) => words.includes(oneLine(text))).length,
  };
}

function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, " ").trim();
}

/** Results of many questions as one. */
export interface EvidenceTotal extends Omit<EvidenceResult, "question"> {
  readonly questions: number;
  /** Questions with all their evidence in the context. */
  readonly complete: number;
}

/** Adds results up. */
export function totalEvidence(results: readonly EvidenceResult[]): EvidenceTotal {
  const sum = (count: (result: EvidenceResult) => number): number =>
    results.reduce((total, result) => total + count(result), 0);
  return {
    questions: results.length,
    complete: results.filter(({ evidence, inContext }) => inContext === evidence).length,
    evidence: sum(({ evidence }) => evidence),
    inMemories: sum(({ inMemories }) => inMemories),
    inContext: sum(({ inContext }) => inContext),
  };
}
