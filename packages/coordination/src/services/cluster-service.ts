import {
  InvalidArgumentError,
  type Phase,
  type RunAnswer,
  type RunCommand,
  SessionNotFoundError,
  type StoreCommand,
  sessionMetrics,
} from "@semvec/core";
import type { AggregationMode } from "../cluster/aggregate.js";
import type { ClusterPart } from "../cluster/cluster-part.js";
import type { ClusterCreateAnswer } from "../entity/entity-answer.js";
import type { EntityCommand } from "../entity/entity-command.js";
import { networkEntityId } from "../entity/entity-ids.js";
import {
  ClusterNotFoundError,
  CoordinationLimitError,
  MemberNotFoundError,
  SecondParentError,
} from "../errors.js";
import { coordinationLimits } from "../limits.js";
import { checkClientId } from "./check-client-id.js";
import { readCluster } from "./cluster-reading.js";
import { listEntities, type Page, type PageRequest } from "./directory.js";
import { findCluster } from "./find-group.js";
import { forgetPeer, isPeer } from "./forget-peer.js";
import { isChildOf } from "./is-child-of.js";
import { planFeedback } from "./plan-feedback.js";
import { executePlan } from "./scene.js";
import type { ServiceParts } from "./service-parts.js";

/** A cluster to create. */
export interface NewCluster {
  /** 1..200 characters. */
  readonly name: string;
  /** Default: a new id. Also the id of the backing session. */
  readonly clusterId?: string;
  /** Default: the sessions' default. */
  readonly dimension?: number;
  /** `weighted_average` (default) or `attention`. */
  readonly aggregationMode?: string;
  /** How far feedback moves a member toward the aggregate, 0..1. Default 0. */
  readonly couplingFactor?: number;
}

/** A cluster in a listing. */
export interface ClusterListing {
  readonly clusterId: string;
  readonly name: string;
  readonly memberCount: number;
}

/** A cluster as it is now. */
export interface ClusterView extends ClusterListing {
  readonly aggregationMode: AggregationMode;
  readonly couplingFactor: number;
  /** Of the backing session. */
  readonly phase: Phase;
  /** Turns stored in the backing session. */
  readonly interactionCount: number;
  /** Memories of the backing session; those of members are never readable through the cluster. */
  readonly totalMemories: number;
  /** Unit vector; zeros when no session of the cluster has a state. */
  readonly aggregateVector: readonly number[];
}

/**
 * Clusters: sessions that share a direction, and memories of their own. A cluster's id is also that
 * of its backing session.
 *
 * Every method may throw what the runner throws; those that take the id of a cluster also
 * ClusterNotFoundError.
 */
export class ClusterService {
  readonly #parts: ServiceParts;

  constructor(parts: ServiceParts) {
    this.#parts = parts;
  }

  /**
   * Creates a cluster; again with equal parameters answers `created: false`.
   *
   * @throws IdTakenError, UnknownAggregationModeError, InvalidArgumentError
   * @throws CoordinationLimitError for the 1 001st
   */
  async create(input: NewCluster): Promise<ClusterCreateAnswer> {
    const { runner, directory, clock, newId, sessionOptions } = this.#parts;
    const { clusterId = newId(), dimension, ...traits } = input;
    checkClientId(clusterId);
    const exists = await runner.read(clusterId, (state) => state !== undefined);
    const { clusterCountMax } = coordinationLimits;
    if (!exists && (await directory.count("cluster")) >= clusterCountMax) {
      throw new CoordinationLimitError("clusters", clusterCountMax);
    }
    const command = {
      ...traits,
      kind: "create-cluster",
      nowMs: clock.nowMs(),
      options: sessionOptions(dimension),
    } as const;
    return runner.execute(clusterId, command, (answer) => answer);
  }

  /** The clusters in the order of their creation. */
  async list(page: PageRequest = {}): Promise<Page<ClusterListing>> {
    return listEntities(
      this.#parts,
      "cluster",
      page,
      ({ session, parts }) => parts.cluster && listing(session.entity, parts.cluster),
    );
  }

  /** A cluster with its aggregate. */
  async get(clusterId: string): Promise<ClusterView> {
    const { runner } = this.#parts;
    const found = await runner.read(clusterId, (state, { genesisSeq }) => {
      const cluster = state?.parts.cluster;
      if (state === undefined || cluster === undefined) return undefined;
      const { phase, interactionCount, totalMemories, config } = sessionMetrics(state.session);
      const { aggregationMode, couplingFactor } = cluster;
      const view = {
        ...listing(clusterId, cluster),
        aggregationMode,
        couplingFactor,
        phase,
        interactionCount,
        totalMemories,
      };
      return { view, genesisSeq, dimension: config.dimension };
    });
    if (found === undefined) throw new ClusterNotFoundError();
    const { view, genesisSeq, dimension } = found;
    const reading = await readCluster(runner, { id: clusterId, genesisSeq });
    const aggregateVector = Array.from(reading?.aggregate ?? new Float32Array(dimension));
    return { ...view, aggregateVector };
  }

  /** Deletes a cluster and its backing session. Members stay, in no cluster. */
  async delete(clusterId: string): Promise<{ readonly deleted: true }> {
    const { runner, clock } = this.#parts;
    const nowMs = clock.nowMs();
    const isNamed = await isPeer(runner, clusterId);
    const ids = isNamed ? [clusterId, networkEntityId] : [clusterId];
    return executePlan(runner, ids, (scene) => {
      const cluster = findCluster(scene, clusterId);
      const { memberOf, attachedTo } = cluster.parts;
      const parents = [scene.follow(memberOf), scene.follow(attachedTo)];
      const commands = new Map<string, EntityCommand>([
        [clusterId, { kind: "delete-group", nowMs }],
      ]);
      for (const parent of parents) {
        if (parent !== undefined) {
          commands.set(parent.id, { kind: "remove-child", id: clusterId, nowMs });
        }
      }
      if (isNamed) forgetPeer(scene, commands, cluster, nowMs);
      return { commands, present: () => ({ deleted: true }) };
    });
  }

  /** Stores a pair in the backing session; what waits there for its response keeps waiting. */
  async store(
    clusterId: string,
    input: Omit<StoreCommand, "kind" | "nowMs">,
  ): Promise<{
    readonly clusterId: string;
    readonly stored: true;
    readonly totalMemories: number;
  }> {
    const { runner, clock } = this.#parts;
    await this.#assertExists(clusterId);
    const command: StoreCommand = { ...input, kind: "store", nowMs: clock.nowMs() };
    await ofCluster(runner.execute(clusterId, command, (answer) => answer));
    const totalMemories = await runner.read(clusterId, (it) => it?.session.memories.size ?? 0);
    return { clusterId, stored: true, totalMemories };
  }

  /** Runs a turn on the backing session. */
  async run(
    clusterId: string,
    input: Omit<RunCommand, "kind" | "nowMs" | "create">,
  ): Promise<RunAnswer> {
    const { runner, clock } = this.#parts;
    await this.#assertExists(clusterId);
    const command: RunCommand = { ...input, kind: "run", nowMs: clock.nowMs() };
    return ofCluster(runner.execute(clusterId, command, (answer) => answer));
  }

  /**
   * Blends the aggregate into each member by the coupling factor. Members without a state and those
   * that are locked down are skipped and not counted.
   */
  async feedback(
    clusterId: string,
  ): Promise<{ readonly clusterId: string; readonly sessionsUpdated: number }> {
    const nowMs = this.#parts.clock.nowMs();
    return executePlan(this.#parts.runner, [clusterId], (scene) => {
      const cluster = findCluster(scene, clusterId);
      const commands = planFeedback(scene, cluster, nowMs);
      const sessionsUpdated = commands.size;
      return { commands, present: () => ({ clusterId, sessionsUpdated }) };
    });
  }

  /**
   * Makes a session a member; `added: false` when it is one.
   *
   * @throws SessionNotFoundError, DimensionMismatchError
   * @throws SecondParentError that names the cluster which the session is in
   * @throws InvalidArgumentError when a backing session would be a member of its own cluster
   * @throws CoordinationLimitError for the 257th
   */
  async addMember(clusterId: string, sessionId: string) {
    const nowMs = this.#parts.clock.nowMs();
    return executePlan(this.#parts.runner, [clusterId, sessionId], (scene) => {
      const cluster = findCluster(scene, clusterId);
      const session = scene.find(sessionId);
      if (session === undefined) throw new SessionNotFoundError();
      if (sessionId === clusterId) {
        throw new InvalidArgumentError("a cluster's backing session cannot be its own member");
      }
      const current = scene.follow(session.parts.memberOf);
      if (current !== undefined && current.id !== clusterId) {
        throw new SecondParentError(`The session is in the cluster ${current.id} already`);
      }
      const answer = { clusterId, sessionId };
      if (isChildOf(session, cluster, "cluster")) {
        return { commands: new Map(), present: () => ({ ...answer, added: false }) };
      }
      const { dimension } = session.session.config;
      const commands = new Map<string, EntityCommand>([
        [clusterId, { kind: "add-child", child: session.pointer, dimension, nowMs }],
        [sessionId, { kind: "set-parent", level: "cluster", parent: cluster.pointer, nowMs }],
      ]);
      return { commands, present: () => ({ ...answer, added: true }) };
    });
  }

  /** Takes a session out. @throws MemberNotFoundError */
  async removeMember(clusterId: string, sessionId: string) {
    const nowMs = this.#parts.clock.nowMs();
    return executePlan(this.#parts.runner, [clusterId, sessionId], (scene) => {
      const { pointer, parts } = findCluster(scene, clusterId);
      const isMember = parts.cluster?.children.some(({ id }) => id === sessionId);
      if (isMember !== true) throw new MemberNotFoundError();
      const commands = new Map<string, EntityCommand>([
        [clusterId, { kind: "remove-child", id: sessionId, nowMs }],
      ]);
      const memberOf = scene.find(sessionId)?.parts.memberOf;
      if (memberOf?.id === pointer.id) {
        commands.set(sessionId, { kind: "clear-parent", level: "cluster", nowMs });
      }
      return { commands, present: () => ({ clusterId, sessionId, removed: true as const }) };
    });
  }

  async #assertExists(clusterId: string): Promise<void> {
    const { runner } = this.#parts;
    const exists = await runner.read(clusterId, (state) => state?.parts.cluster !== undefined);
    if (!exists) throw new ClusterNotFoundError();
  }
}

/** A cluster that went between a look at it and the command was not found. */
async function ofCluster<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw error instanceof SessionNotFoundError ? new ClusterNotFoundError() : error;
  }
}

function listing(clusterId: string, { name, children }: ClusterPart): ClusterListing {
  return { clusterId, name, memberCount: children.length };
}
