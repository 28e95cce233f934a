import type { Conversation, EvidenceQuestion } from "../conversation/conversation.js";
import { toTurns } from "../conversation/to-turns.js";
import { batches } from "./batches.js";
import { checkEvidence, type EvidenceResult } from "./evidence.js";
import type { Progress } from "./progress.js";
import type { RecallBounds, Recalled, ReplayTarget } from "./replay-target.js";

/** Stores a conversation in a session, and answers how many turns it had. */
export async function storeConversation(
  conversation: Conversation,
  target: ReplayTarget,
  options: { readonly batchTurns: number; readonly progress: (turns: number) => Progress },
): Promise<number> {
  const turns = toTurns(conversation.utterances);
  const progress = options.progress(turns.length);
  try {
    for (const batch of batches(turns, options.batchTurns)) {
      await target.store(batch);
      progress.advance(batch.length);
    }
  } finally {
    progress.stop();
  }
  return turns.length;
}

/** A question and what it recalled. */
export interface Answer extends Recalled {
  readonly question: string;
}

/** Asks questions one after the other. */
export async function ask(
  target: ReplayTarget,
  questions: readonly string[],
  bounds: RecallBounds,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const question of questions) {
    const { memories, context, contextTokens } = await target.recall(question, bounds);
    answers.push({ question, memories, context, contextTokens });
  }
  return answers;
}

/** Asks questions whose evidence is known, and looks for it in what comes back. */
export async function askWithEvidence(
  target: ReplayTarget,
  questions: readonly EvidenceQuestion[],
  bounds: RecallBounds,
): Promise<EvidenceResult[]> {
  const results: EvidenceResult[] = [];
  for (const question of questions) {
    results.push(checkEvidence(question, await target.recall(question.question, bounds)));
  }
  return results;
}
