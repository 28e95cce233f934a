import type { Child, EntityParts, Pointer } from "@semvec/coordination";
import type { PlannedSteer } from "../world/history.js";
import type { Evidence } from "./evidence.js";
import type { FinalLogs, Incarnation } from "./final-log.js";

const same = (a: Pointer | undefined, b: Pointer) =>
  a?.id === b.id && a.genesisSeq === b.genesisSeq;

function partsOf(incarnation: Incarnation | undefined): EntityParts | undefined {
  return incarnation?.entries.at(-1)?.parts;
}

/** The incarnation that a pointer names, if it lives. */
function follow(logs: FinalLogs, tenant: string, pointer: Pointer): Incarnation | undefined {
  const living = logs.living(tenant, pointer.id);
  return living?.genesisSeq === pointer.genesisSeq ? living : undefined;
}

/** Parent and child say the same of each other, nobody has two parents, and the dead have left. */
export function* parentsAndChildrenAgree({ logs }: Evidence) {
  for (const group of logs.incarnations.filter(({ isAlive }) => isAlive)) {
    const { tenant, entity, genesisSeq } = group;
    const self = { id: entity, genesisSeq };
    const { cluster, region, observer, memberOf, attachedTo } = partsOf(group) ?? {};
    for (const child of (cluster ?? region ?? observer)?.children ?? []) {
      const found = follow(logs, tenant, child);
      if (found === undefined) {
        yield `${entity} has the child ${child.id}, which is gone`;
        continue;
      }
      if (observer !== undefined) continue;
      const parts = partsOf(found);
      const parent = cluster === undefined ? parts?.attachedTo : parts?.memberOf;
      if (!same(parent, self)) yield `${entity} has the child ${child.id}, which says otherwise`;
    }
    for (const parent of [memberOf, attachedTo]) {
      if (parent === undefined || follow(logs, tenant, parent) === undefined) continue;
      const isChild = childrenOf(logs, tenant, parent).some((child) => same(child, self));
      if (!isChild) yield `${entity} has the parent ${parent.id}, which says otherwise`;
    }
  }
}

function childrenOf(logs: FinalLogs, tenant: string, parent: Pointer): readonly Child[] {
  const { cluster, region } = partsOf(follow(logs, tenant, parent)) ?? {};
  return (cluster ?? region)?.children ?? [];
}

/** A session has one parent of a level at most, at any time: a second is refused. */
export function* noSecondParent({ logs }: Evidence) {
  const parents = new Map<string, string>();
  for (const group of logs.incarnations.filter(({ isAlive }) => isAlive)) {
    const { tenant, entity } = group;
    const { cluster, region } = partsOf(group) ?? {};
    const level = cluster === undefined ? "region" : "cluster";
    for (const { id } of (cluster ?? region)?.children ?? []) {
      const name = `${tenant}/${level}/${id}`;
      const other = parents.get(name);
      if (other !== undefined) yield `${id} is in ${other} and in ${entity}`;
      parents.set(name, entity);
    }
  }
}

/** A feedback reaches all the members that it planned to reach, or none. */
export function* feedbackIsWhole({ logs, history }: Evidence) {
  const times = new Map<string, number>();
  for (const { tenant, nowMs } of history.requests) {
    const name = `${tenant}/${nowMs}`;
    times.set(name, (times.get(name) ?? 0) + 1);
  }
  const carried = new Map<number, number>();
  for (const [index, { request, steers, isTraceable }] of history.plannedFeedback.entries()) {
    const { tenant, nowMs } = request;
    if (!isTraceable || times.get(`${tenant}/${nowMs}`) !== 1) {
      carried.set(request.id, Number.NaN);
      continue;
    }
    const done = steers.filter(({ entity, seq, atMs, vector }) => {
      const op = logs.find(tenant, entity)?.entries[seq - 1]?.op;
      return op?.kind === "steered" && op.atMs === atMs && sameVector(op.vector, vector);
    });
    // A plan that lost its race is made anew, and may move some members as it would have before.
    const later = history.plannedFeedback.slice(index + 1).filter((it) => it.request === request);
    const anew = later.flatMap((plan) => plan.steers);
    if (done.every((steer) => anew.some((it) => isSameSteer(it, steer)))) continue;
    if (done.length < steers.length) {
      yield `a feedback reached ${done.length} of ${steers.length} members`;
    }
    carried.set(request.id, Math.max(carried.get(request.id) ?? 0, done.length));
  }
  for (const { request, sessionsUpdated } of history.answeredFeedback) {
    const found = carried.get(request.id) ?? 0;
    if (!Number.isNaN(found) && found !== sessionsUpdated) {
      yield `a feedback answered ${sessionsUpdated} and reached ${found} members`;
    }
  }
}

function isSameSteer(a: PlannedSteer, b: PlannedSteer): boolean {
  return a.entity === b.entity && a.seq === b.seq && sameVector(a.vector, b.vector);
}

function sameVector(a: Float32Array, b: Float32Array): boolean {
  return a.every((x, i) => x === b[i]);
}

/** Nothing but its own owner moves a session that is locked down. */
export function* lockdownIsRespected({ logs }: Evidence) {
  for (const { entity, entries } of logs.all) {
    for (const { seq, op, isolationBefore } of entries) {
      const moves = op.kind === "steered" || op.kind === "realignment-received";
      if (moves && isolationBefore === "LOCKDOWN") yield `${entity}@${seq} moved a locked session`;
    }
  }
}

/** Trust stays inside (0, 1), and a vote moves it by a tenth of the way. */
export function* trustStaysInRange({ logs }: Evidence) {
  for (const { entity, entries } of logs.incarnations) {
    const scores = new Map<string, number>();
    for (const { seq, op } of entries) {
      if (op.kind === "peer-forgotten") scores.delete(`${op.peer.id}@${op.peer.genesisSeq}`);
      if (op.kind !== "network-used") continue;
      for (const { id, genesisSeq, trust } of op.trust) {
        const name = `${id}@${genesisSeq}`;
        const before = scores.get(name) ?? 0.5;
        if (!(trust > 0 && trust < 1)) yield `${entity}@${seq} trusts ${id} by ${trust}`;
        const allowed = [before + 0.1 * (1 - before), before - 0.1 * before];
        const isStep = allowed.some((value) => Math.abs(value - trust) < 1e-12);
        if (!isStep) yield `${entity}@${seq} moves the trust in ${id} from ${before} to ${trust}`;
        scores.set(name, trust);
      }
    }
  }
}

/** An anomaly is reported when its condition begins, and not while it stands; a slot counts once. */
export function* anomaliesAreReportedOnce({ logs }: Evidence) {
  for (const { entity, entries } of logs.incarnations) {
    let standing = new Set<string>();
    let slotMs = Number.NEGATIVE_INFINITY;
    for (const { seq, op, parts } of entries) {
      if (op.kind === "anomalies-cleared") standing = new Set();
      if (op.kind !== "sampled") continue;
      const begun = op.standing.filter((key) => !standing.has(key)).length;
      if (op.anomalies.length !== begun) {
        yield `${entity}@${seq} reports ${op.anomalies.length} anomalies where ${begun} began`;
      }
      if (op.slotMs !== undefined && op.slotMs <= slotMs) yield `${entity}@${seq} repeats a slot`;
      // The interval never changes here, so that every slot is a multiple of the one there is.
      const intervalMs = parts?.observer?.intervalMs ?? Number.NaN;
      if ((op.slotMs ?? 0) % intervalMs !== 0) yield `${entity}@${seq} samples between slots`;
      slotMs = Math.max(slotMs, op.slotMs ?? slotMs);
      standing = new Set(op.standing);
    }
  }
}
