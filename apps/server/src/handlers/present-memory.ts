import type { ResponseOf } from "@semvec/contract";
import type { Memory } from "@semvec/core";

/** One memory as the wire has it. */
export function presentMemory(memory: Memory): ResponseOf<"getMemory"> {
  const { turn, part, origin, role, source, seq } = memory;
  return {
    memory_hash: memory.hash,
    text: memory.text,
    importance: memory.importance,
    access_count: memory.accessCount,
    timestamp: memory.timestampMs / 1000,
    tier: memory.tier,
    provenance: { turn, part, origin, role, ...(source !== undefined && { source }), seq },
  };
}
