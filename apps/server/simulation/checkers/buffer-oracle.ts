import type { EntityOp } from "@semvec/coordination";
import type { SessionOp } from "@semvec/core";
import type { Evidence } from "./evidence.js";
import type { FinalLogs } from "./final-log.js";

/*
 * R2 and R19: what waits for its response. A run has its message wait, a response takes it, and a
 * pair that is stored as given, also through a cluster, leaves it alone.
 */

/** The text that waits after an op, given the one before. */
function waitingAfter(op: EntityOp, before: string | undefined): string | undefined {
  const session = op.kind === "published" ? op.session : (op as SessionOp);
  switch (session.kind) {
    case "ran":
      return session.unbuffered === true ? undefined : session.message.text;
    case "stored":
      return session.turns.every(({ message }) => message !== undefined) ? before : undefined;
    case "created":
    case "reset":
      return undefined;
    default:
      return before;
  }
}

/** Every session keeps its last message until the response to it comes. */
export function* messagesWaitForTheirResponse({ logs, history }: Evidence) {
  for (const { entity, entries } of logs.incarnations) {
    let due: string | undefined;
    for (const { seq, op, session } of entries) {
      due = waitingAfter(op, due);
      const waiting = session?.progress.buffer?.text;
      if (session === undefined || waiting === due) continue;
      yield `${entity}@${seq} has ${waiting ?? "nothing"} wait, due: ${due ?? "nothing"}`;
    }
  }
  for (const pair of history.clusterPairs) yield* brokenPairs(logs, pair);
}

/** A message and a response that a client stored in a cluster together. */
export interface ClusterPair {
  readonly tenant: string;
  readonly cluster: string;
  readonly message: string;
  readonly response: string;
}

function* brokenPairs(logs: FinalLogs, { tenant, cluster, message, response }: ClusterPair) {
  for (const { seq, op } of logs.find(tenant, cluster)?.entries ?? []) {
    const session = op.kind === "published" ? op.session : op;
    if (session.kind !== "stored") continue;
    for (const turn of session.turns) {
      const holds = [turn.message?.text === message, turn.response?.text === response];
      if (holds[0] !== holds[1]) yield `${cluster}@${seq} holds half of the pair "${message}"`;
    }
  }
}
