import type { EntityCommand, EntityState } from "@semvec/coordination";
import type { EntityVersion } from "@semvec/persistence";

/*
 * Where feedback and transfer must move sessions, written down a second time, from the contract
 * and not from the code. Directions are plain lists of numbers here.
 */

const dayMs = 86_400_000;
const transferWeight = 0.15;
/** The code computes in single precision. */
const tolerance = 1e-5;

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
  const states = members.map(({ state }) => state);
  const all = hasDirection(cluster) ? [cluster, ...states] : states;
  const aggregate = weightedMean(all);
  if (aggregate === undefined) return;
  const c = part.couplingFactor;
  for (const { id, state } of members) {
    const isLocked = state.session.controls.isolation.level === "LOCKDOWN";
    const own = directionOf(state);
    const due = own.map((x, i) => (1 - c) * x + c * (aggregate[i] ?? 0));
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
  const due = unit(t.map((x, i) => x + transferWeight * ((s[i] ?? 0) - x)));
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

/** By stored turns and recency; the youngest counts as new. */
function weightedMean(states: readonly EntityState[]): number[] | undefined {
  const times = states.map(({ session }) => session.progress.lastEventMs ?? session.createdAtMs);
  const newestMs = Math.max(...times);
  const sum = [0, 0, 0];
  for (const [index, state] of states.entries()) {
    const ageMs = newestMs - (times[index] ?? newestMs);
    const weight = state.session.progress.turns * Math.exp(-ageMs / dayMs);
    for (const [i, x] of unit(directionOf(state)).entries()) sum[i] = (sum[i] ?? 0) + weight * x;
  }
  return lengthOf(sum) < tolerance ? undefined : unit(sum);
}

function hasDirection(state: EntityState): boolean {
  return lengthOf(directionOf(state)) > 0;
}

function directionOf({ session }: EntityState): number[] {
  return Array.from(session.progress.semantic.vector);
}

function unit(vector: readonly number[]): number[] {
  const length = lengthOf(vector);
  return vector.map((x) => x / length);
}

function lengthOf(vector: readonly number[]): number {
  return Math.hypot(...vector);
}

function isNear(a: readonly number[], b: readonly number[]): boolean {
  return a.every((x, i) => Math.abs(x - (b[i] ?? 0)) < tolerance);
}
