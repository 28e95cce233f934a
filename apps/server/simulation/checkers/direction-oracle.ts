import type { EntityCommand, EntityState } from "@semvec/coordination";
import type { EntityVersion } from "@semvec/persistence";
import { aggregateOf, contributions } from "./aggregate-oracle.js";
import { isNear, lengthOf, partWay, tolerance, unit } from "./vectors.js";

/*
 * Where feedback and transfer must move sessions, written down a second time, from the contract
 * and not from the code.
 */

const transferWeight = 0.15;

/** What a plan saw, and what it wants to write. */
export interface SeenPlan {
  readonly states: ReadonlyMap<string, EntityState | undefined>;
  readonly versions: ReadonlyMap<string, EntityVersion>;
  readonly commands: ReadonlyMap<string, EntityCommand>;
}

/** R17: each member that is not locked down moves to (1 − c) of itself and c of the aggregate. */
export function* feedbackDepartures(plan: SeenPlan, clusterId: string): Iterable<string> {
  const cluster = plan.states.get(clusterId);
  const part = cluster?.parts.cluster;
  if (cluster === undefined || part === undefined) return;
  const members = part.children.flatMap(({ id, genesisSeq }) => {
    const state = plan.states.get(id);
    const isSame = plan.versions.get(id)?.genesisSeq === genesisSeq;
    return state !== undefined && isSame && hasDirection(state) ? [{ id, state }] : [];
  });
  const aggregate = aggregateOf({
    mode: part.aggregationMode,
    own: contributions(cluster.session),
    members: members.flatMap(({ state }) => contributions(state.session)),
  });
  if (aggregate === undefined) return;
  for (const { id, state } of members) {
    const isLocked = state.session.controls.isolation.level === "LOCKDOWN";
    const due = partWay(directionOf(state), aggregate, part.couplingFactor);
    if (isLocked || lengthOf(due) < tolerance) continue;
    yield* departure(plan, id, due);
  }
}

/** R25: the target moves to unit(target + 0.15 · (source − target)), on unit states. */
export function* transferDepartures(
  plan: SeenPlan,
  { from, to }: { readonly from: string; readonly to: string },
): Iterable<string> {
  const [source, target] = [plan.states.get(from), plan.states.get(to)];
  if (source === undefined || target === undefined) return;
  if (!hasDirection(source) || !hasDirection(target)) return;
  const [s, t] = [unit(directionOf(source)), unit(directionOf(target))];
  const due = unit(partWay(t, s, transferWeight));
  if (plan.commands.has(to) || !isNear(due, t)) yield* departure(plan, to, due);
}

function* departure({ commands }: SeenPlan, id: string, due: readonly number[]): Iterable<string> {
  const command = commands.get(id);
  if (command?.kind !== "steer") {
    yield `${id} is not moved, due: ${due.join()}`;
    return;
  }
  const moved = Array.from(command.vector);
  if (!isNear(moved, due)) yield `${id} is moved to ${moved.join()}, due: ${due.join()}`;
}

function hasDirection(state: EntityState): boolean {
  return lengthOf(directionOf(state)) > 0;
}

function directionOf({ session }: EntityState): number[] {
  return Array.from(session.progress.semantic.vector);
}
