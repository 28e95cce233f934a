import { totalmem } from "node:os";
import { getHeapStatistics } from "node:v8";

/**
 * Half of what this process may use: of the smallest of its container's limit, the machine's
 * memory, and V8's heap, where texts and indices live.
 */
export function defaultStateBytesMax(): number {
  // 0 where there is no limit, or where the platform cannot say.
  const constrained = process.constrainedMemory() || Number.POSITIVE_INFINITY;
  const limit = Math.min(constrained, totalmem(), getHeapStatistics().heap_size_limit);
  return Math.floor(limit / 2);
}
