import type { EntityCommand, Pointer } from "@semvec/coordination";
import type { InformedCommand } from "../world/informed-command.js";
import { aggregateOf, contributions } from "./aggregate-oracle.js";
import type { Evidence } from "./evidence.js";
import type { LogEntry } from "./final-log.js";
import { Look } from "./look.js";
import { isNear, unitSum } from "./vectors.js";

type Receive = Extract<EntityCommand, { readonly kind: "receive" }>;

/** R20: a region realigns toward the mean of its clusters' aggregates, by their turns. */
export function* regionsMeanWhatTheirClustersAre({ logs, history }: Evidence) {
  for (const informed of history.informed) {
    const { entity, command } = informed;
    if (command.kind !== "receive" || command.mean === undefined) continue;
    const look = new Look(logs, informed, entity);
    const due = meanOf(look, informed as InformedCommand<Receive>);
    if (!look.isSteady) continue;
    for (const id of look.unread) yield `${entity} takes a mean without ${id}`;
    const { vector } = command.mean;
    const own = vector && Array.from(vector);
    if (own !== undefined && due !== undefined && isNear(own, due)) continue;
    if (own !== due) yield `${entity} has the mean ${own?.join()}, due: ${due?.join()}`;
  }
}

function meanOf(look: Look, { entity }: InformedCommand<Receive>): number[] | undefined {
  const clusters = look.find(entity)?.parts?.region?.children ?? [];
  return unitSum(clusters.flatMap((cluster) => shareOf(look, cluster)));
}

/** A cluster's aggregate, and the turns of its sessions that have a state. */
function shareOf(look: Look, pointer: Pointer) {
  const cluster = look.follow(pointer);
  const part = cluster?.parts?.cluster;
  if (cluster === undefined || part === undefined) return [];
  const own = contributionsOf(cluster);
  const members = part.children.flatMap((child) => contributionsOf(look.follow(child)));
  const vector = aggregateOf({ mode: part.aggregationMode, own, members });
  const sessions = [...own, ...members];
  const weight = sessions.reduce((sum, { turns }) => sum + turns, 0);
  return vector === undefined ? [] : [{ vector, weight }];
}

function contributionsOf(entry: LogEntry | undefined) {
  return entry?.session === undefined ? [] : contributions(entry.session);
}

/** What a region decided of a realignment is what it keeps, and what its clusters are told. */
export function* realignmentsAreTold({ logs }: Evidence) {
  for (const { tenant, entity, entries } of logs.all) {
    for (const { seq, op, session, parts } of entries) {
      if (op.kind === "drift-recorded" && op.realignment !== undefined) {
        const { eventMs, session: steered } = op.realignment;
        const state = Array.from(session?.progress.semantic.vector ?? []);
        const isThere = steered === undefined || isNear(Array.from(steered.vector), state);
        if (!isThere) yield `${entity}@${seq} realigns and its meta state is ${state.join()}`;
        const lastMs = parts?.region?.lastRealignmentMs;
        if (lastMs !== eventMs) yield `${entity}@${seq} realigned last at ${lastMs}`;
      }
      if (op.kind !== "realignment-received") continue;
      const told = logs.at(tenant, op.from.source, op.from.sourceSeq)?.op;
      const mean = told?.kind === "drift-recorded" ? told.realignment?.session?.vector : undefined;
      // What is told is a direction of one byte a number.
      const direction = unitSum([{ vector: Array.from(op.session.direction), weight: 1 }]) ?? [];
      if (mean !== undefined && isNear(Array.from(mean), direction, 0.01)) continue;
      yield `${entity}@${seq} is realigned to ${direction.join()}, told: ${mean?.join()}`;
    }
  }
}
