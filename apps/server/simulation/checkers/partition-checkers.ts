import type { NetworkPart } from "@semvec/coordination";
import type { UserAnswer } from "../world/history.js";
import type { Evidence } from "./evidence.js";
import type { FinalLogs, Incarnation } from "./final-log.js";

/** R26: a switch does what it may, and answers who was active and who is. */
export function* switchesMoveOnlyThePointer({ logs, history }: Evidence) {
  yield* history.partitionDepartures;
  for (const network of logs.incarnations) yield* strayMoves(network);
  for (const { request, activeUser, previousUser } of history.switchAnswers) {
    const [userId] = request.about;
    if (activeUser !== userId) yield `a switch to ${userId} answers ${activeUser}`;
    const planned = history.plannedSwitches.findLast((it) => it.request === request);
    const due = planned?.activeUser ?? "default";
    if (previousUser !== due) yield `a switch answers ${previousUser} before, due: ${due}`;
  }
  for (const answer of history.userAnswers) yield* wrongAnswer(logs, answer);
}

/** The pointer stands where the last switch put it, and a switch moves nothing beside it. */
function* strayMoves({ entity, entries }: Incarnation) {
  let before: NetworkPart | undefined;
  for (const { seq, op, parts } of entries) {
    const network = parts?.network;
    if (network === undefined) return;
    const switched = op.kind === "network-used" ? op.activeUser : undefined;
    const due = switched ?? before?.activeUser;
    if (network.activeUser !== due) yield `${entity}@${seq} has ${network.activeUser} active`;
    const hasMoved =
      network.trust.length !== (before?.trust.length ?? 0) ||
      network.peers.length !== (before?.peers.length ?? 0);
    if (switched !== undefined && hasMoved) yield `${entity}@${seq} switches and moves peers`;
    before = network;
  }
}

/** Who is active is what the network's log said when it was read. */
function* wrongAnswer(logs: FinalLogs, { tenant, networkSeq, activeUser }: UserAnswer) {
  const network = logs.at(tenant, "meta:network", networkSeq)?.parts?.network;
  const due = network?.activeUser ?? "default";
  if (activeUser !== due) yield `${activeUser} is answered as active, due: ${due}`;
}

/** R26: when a user is forgotten, what was there of the user before is gone. */
export function* forgottenUsersAreGone({ logs, history }: Evidence) {
  for (const { request, askedAt } of history.forgotten) {
    const [userId = ""] = request.about;
    for (const { entity, genesisSeq, entries, isAlive, tenant } of logs.incarnations) {
      const owner = entries[0]?.session?.config.metadata["user_id"];
      const isTheirs = entity === `user:${userId}` || owner === userId;
      if (!isAlive || !isTheirs || tenant !== request.tenant) continue;
      const wasThere = history.sightings.some(
        (it) =>
          it.tenant === tenant &&
          it.entity === entity &&
          it.seq >= genesisSeq &&
          it.answeredAt < askedAt,
      );
      if (wasThere) yield `${userId} was forgotten and ${entity}@${genesisSeq} is there`;
    }
  }
}
