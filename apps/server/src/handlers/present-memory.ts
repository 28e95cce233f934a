import type { ResponseOf } from "@semvec/contract";
import { cutAtWord, type Memory } from "@semvec/core";

/** One memory as the wire has it. */
export function presentMemory(memory: Memory): ResponseOf<"getMemory"> {
  const { turn, part, origin, role, source, requestId, seq, correctedSeq, expiresAtMs } = memory;
  return {
    ...standing(memory),
    text: memory.text,
    ...(expiresAtMs !== undefined && { expires_at: expiresAtMs / 1000 }),
    provenance: {
      turn,
      part,
      origin,
      role,
      ...(source !== undefined && { source }),
      ...(requestId !== undefined && { request_id: requestId }),
      seq,
      ...(correctedSeq !== undefined && { corrected_seq: correctedSeq }),
    },
  };
}

/** One memory of a list, its text cut to `textUnitsMax` UTF-16 units. */
export function presentListed(
  memory: Memory,
  textUnitsMax: number,
): ResponseOf<"listMemories">["memories"][number] {
  const truncated = memory.text.length > textUnitsMax;
  const text = truncated ? cutAtWord(memory.text, textUnitsMax) : memory.text;
  return { ...standing(memory), text, truncated };
}

function standing({ hash, importance, accessCount, timestampMs, tier }: Memory) {
  return {
    memory_hash: hash,
    importance,
    access_count: accessCount,
    timestamp: timestampMs / 1000,
    tier,
  };
}
