import { type EvidenceResult, type EvidenceTotal, totalEvidence } from "./evidence.js";
import type { Answer } from "./replay.js";

/** What a replay did and found. */
export interface ReplayReport {
  readonly sessionId: string;
  readonly turns: number;
  readonly answers: readonly Answer[];
  /** Absent: no questions with evidence were asked. */
  readonly evidence?: {
    readonly questions: readonly EvidenceResult[];
    readonly total: EvidenceTotal;
  };
}

/** Puts a report together. */
export function replayReport(
  replayed: { readonly sessionId: string; readonly turns: number },
  answers: readonly Answer[],
  questions: readonly EvidenceResult[],
): ReplayReport {
  if (questions.length === 0) return { ...replayed, answers };
  return { ...replayed, answers, evidence: { questions, total: totalEvidence(questions) } };
}

/** A report as lines for a person. */
export function reportLines({ sessionId, turns, answers, evidence }: ReplayReport): string[] {
  const lines = [`${turns} turns in session ${sessionId}`];
  for (const { question, context } of answers) lines.push("", `> ${question}`, context);
  if (evidence === undefined) return lines;
  lines.push("", "evidence: in memories / in context / of");
  for (const { question, inMemories, inContext, evidence: of } of evidence.questions) {
    lines.push(`  ${inMemories} / ${inContext} / ${of}  ${question}`);
  }
  const { total } = evidence;
  lines.push(
    `  ${total.inMemories} / ${total.inContext} / ${total.evidence}  in total; ` +
      `${total.complete} of ${total.questions} questions have all their evidence in the context`,
  );
  return lines;
}
