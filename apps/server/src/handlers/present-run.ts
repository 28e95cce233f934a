import type { ResponseOf } from "@semvec/contract";
import type { RecalledMemory, RunAnswer } from "@semvec/core";

/** A run's answer as the wire has it. */
export function presentRun(answer: RunAnswer): ResponseOf<"run"> {
  const { dedupSignal, driftConfirmed, returnedTo } = answer;
  return {
    session_id: answer.sessionId,
    context: answer.context,
    top_similarity: answer.topSimilarity,
    short_circuit: answer.shortCircuit,
    drift_score: answer.driftScore,
    drift_detected: answer.driftDetected,
    drift_phase: answer.driftPhase,
    phase: answer.phase,
    turn: answer.turn,
    context_tokens: answer.contextTokens,
    memories: answer.memories.map(presentRecalled),
    ...(dedupSignal !== undefined && { dedup_signal: dedupSignal }),
    admitted: answer.admitted,
    ...(driftConfirmed !== undefined && { drift_confirmed: driftConfirmed }),
    ...(returnedTo !== undefined && { returned_to: returnedTo }),
  };
}

/** The text stands in the context already. */
function presentRecalled(memory: RecalledMemory): ResponseOf<"run">["memories"][number] {
  const { memoryHash, relevance, tier, reasons } = memory;
  return { memory_hash: memoryHash, relevance, tier, reasons: [...reasons] };
}
