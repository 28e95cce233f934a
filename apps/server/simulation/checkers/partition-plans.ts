import type { SeenPlan } from "./direction-oracle.js";

/*
 * R26: what a switch of users, and forgetting one, may write; looked at while it is planned.
 */

const networkId = "meta:network";

/** A switch moves the pointer, and makes the partition when there is none; nothing else. */
export function* switchDepartures(plan: SeenPlan, userId: string): Iterable<string> {
  const partition = `user:${userId}`;
  const pointer = plan.commands.get(networkId);
  const movesPointer = pointer?.kind === "switch-user" && pointer.userId === userId;
  if (!movesPointer) yield `a switch to ${userId} moves no pointer there`;
  const isThere = plan.states.get(partition) !== undefined;
  const made = plan.commands.get(partition)?.kind;
  const due = isThere ? undefined : "create";
  if (made !== due) yield `a switch does ${made} with ${partition}, due: ${due ?? "nothing"}`;
  const others = [...plan.commands.keys()].filter((id) => id !== networkId && id !== partition);
  if (others.length > 0) yield `a switch to ${userId} writes to ${others.join()}`;
}

/** Forgetting a user deletes the partition and what names the user, and nothing else. */
export function* forgetDepartures(plan: SeenPlan, userId: string): Iterable<string> {
  for (const [id, { kind }] of plan.commands) {
    if (kind !== "delete" || id === `user:${userId}`) continue;
    const owner = plan.states.get(id)?.session.config.metadata["user_id"];
    if (owner !== userId) yield `forgetting ${userId} deletes ${id}, which is ${owner}'s`;
  }
}
