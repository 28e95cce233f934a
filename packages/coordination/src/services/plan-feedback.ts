import { blend } from "../cluster/aggregate.js";
import { lengthOf } from "../cluster/unit-vector.js";
import type { EntityCommand } from "../entity/entity-command.js";
import { aggregateCluster, contributionOf } from "./cluster-reading.js";
import type { Scene, SeenEntity } from "./scene.js";

/**
 * The commands that blend a cluster's aggregate into its members: one for each that has a state and
 * is not locked down.
 */
export function planFeedback(
  scene: Scene,
  cluster: SeenEntity,
  nowMs: number,
): ReadonlyMap<string, EntityCommand> {
  const commands = new Map<string, EntityCommand>();
  const {
    couplingFactor = 0,
    aggregationMode = "weighted_average",
    children = [],
  } = cluster.parts.cluster ?? {};
  if (couplingFactor === 0) return commands;
  const members = scene.followAll(children).flatMap((member) => {
    const contribution = contributionOf(member);
    return contribution === undefined ? [] : [{ member, contribution }];
  });
  const { aggregate } = aggregateCluster(
    aggregationMode,
    contributionOf(cluster),
    members.map(({ contribution }) => contribution),
  );
  if (aggregate === undefined) return commands;
  for (const { member, contribution } of members) {
    if (member.session.controls.isolation.level === "LOCKDOWN") continue;
    const vector = blend(contribution.vector, aggregate, couplingFactor);
    // Opposite directions can cancel out; a session that has a state keeps one.
    if (lengthOf(vector) > 0) commands.set(member.id, { kind: "steer", vector, nowMs });
  }
  return commands;
}
