import {
  type Decision,
  defaultDimension,
  InvalidArgumentError,
  type LogPosition,
  type SessionOptions,
} from "@semvec/core";
import { aggregationModes } from "../cluster/aggregate.js";
import type { ClusterTraits } from "../cluster/cluster-part.js";
import { IdTakenError, UnknownAggregationModeError } from "../errors.js";
import { coordinationLimits } from "../limits.js";
import type { RegionTraits } from "../region/region-part.js";
import { checkName, checkWithin } from "./check-argument.js";
import type { ClusterCreateAnswer, RegionCreateAnswer } from "./entity-answer.js";
import type { CreateClusterCommand, CreateRegionCommand } from "./entity-command.js";
import type { ClusterCreatedOp, RegionCreatedOp } from "./entity-op.js";
import type { EntityState } from "./entity-state.js";
import { beginSession } from "./session-ops.js";

/** Decides creating a cluster, or finds that it is there with the same parameters. */
export function decideCreateCluster(
  state: EntityState | undefined,
  command: CreateClusterCommand,
  position: LogPosition,
): Decision<ClusterCreatedOp, ClusterCreateAnswer> {
  const cluster = clusterTraits(command);
  const answer = { clusterId: position.entity, ...cluster };
  if (state === undefined) {
    const session = beginSession(command.options, command.nowMs, position);
    const op = { kind: "cluster-created", atMs: session.atMs, session, cluster } as const;
    return { op, answer: { ...answer, created: true } };
  }
  const { parts } = state;
  if (parts.cluster === undefined) throw new IdTakenError("The id belongs to a session already");
  const isSame = sameTraits(cluster, parts.cluster) && hasDimension(state, command.options);
  if (!isSame) throw new IdTakenError("The cluster exists already with other parameters");
  return { answer: { ...answer, created: false } };
}

/** Decides creating a region, or finds that it is there with the same parameters. */
export function decideCreateRegion(
  state: EntityState | undefined,
  command: CreateRegionCommand,
  position: LogPosition,
): Decision<RegionCreatedOp, RegionCreateAnswer> {
  const region = regionTraits(command);
  const { regionId, name } = region;
  const answer = { regionId, name, metaSessionId: position.entity };
  if (state === undefined) {
    const session = beginSession(command.options, command.nowMs, position);
    const op = { kind: "region-created", atMs: session.atMs, session, region } as const;
    return { op, answer: { ...answer, created: true } };
  }
  if (state.parts.region === undefined || !sameTraits(region, state.parts.region)) {
    throw new IdTakenError("The region exists already with other parameters");
  }
  return { answer: { ...answer, created: false } };
}

function sameTraits<T extends object>(asked: T, found: T): boolean {
  return Object.entries(asked).every(([name, value]) => found[name as keyof T] === value);
}

/**
 * Whether the backing session has the dimension that it would be created with. Its other parameters
 * are the operator's, who may have changed them since.
 */
function hasDimension({ session }: EntityState, options: SessionOptions): boolean {
  return session.config.dimension === (options.dimension ?? defaultDimension);
}

function clusterTraits(command: CreateClusterCommand): ClusterTraits {
  const { couplingFactorDefault } = coordinationLimits;
  const { name, couplingFactor = couplingFactorDefault } = command;
  const asked = command.aggregationMode ?? "weighted_average";
  const aggregationMode = aggregationModes.find((mode) => mode === asked);
  if (aggregationMode === undefined) throw new UnknownAggregationModeError(aggregationModes);
  checkName(name);
  checkWithin("couplingFactor", couplingFactor, 0, 1);
  return { name, aggregationMode, couplingFactor };
}

function regionTraits(command: CreateRegionCommand): RegionTraits {
  const { consensusThresholdDefault, voteWindowMsDefault, voteWindowMsMin, voteWindowMsMax } =
    coordinationLimits;
  const { regionId, name, consensusThreshold = consensusThresholdDefault } = command;
  const voteWindowMs = command.voteWindowMs ?? voteWindowMsDefault;
  checkName(name);
  checkWithin("voteWindowMs", voteWindowMs, voteWindowMsMin, voteWindowMsMax);
  if (!(consensusThreshold > 0 && consensusThreshold <= 1)) {
    throw new InvalidArgumentError("consensusThreshold must be above 0 and at most 1");
  }
  return { regionId, name, consensusThreshold, voteWindowMs };
}
