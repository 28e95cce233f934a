import type { EntityParts } from "@semvec/coordination";
import type { Evidence } from "./evidence.js";

/** What a stream sends, and where in the log a client that has it goes on. */
interface Placed {
  readonly seq: number;
}

/**
 * R29: who resumes after any `seq` gets what came later, once. For that each event bears the number
 * of the op that wrote it, and no later op changes one: it only drops the oldest, or all.
 */
export function* streamsCanBeResumed({ logs }: Evidence) {
  for (const { entity, entries } of logs.incarnations) {
    let before: readonly Placed[] = [];
    for (const { seq, parts } of entries) {
      const kept = streamedOf(parts).filter((event) => event.seq < seq);
      const fresh = streamedOf(parts).slice(kept.length);
      if (fresh.some((event) => event.seq !== seq)) {
        yield `${entity}@${seq} adds ${listed(fresh)}`;
      }
      if (listed(kept) !== listed(before.slice(before.length - kept.length))) {
        yield `${entity}@${seq} makes ${listed(kept)} of ${listed(before)}`;
      }
      before = streamedOf(parts);
    }
  }
}

function streamedOf(parts: EntityParts | undefined): readonly Placed[] {
  return parts?.region?.events ?? parts?.observer?.anomalies ?? [];
}

function listed(events: readonly Placed[]): string {
  return events.map(({ seq }) => seq).join(", ");
}
