import type { RegionCreateAnswer } from "../entity/entity-answer.js";
import type { EntityCommand } from "../entity/entity-command.js";
import { networkEntityId, observerEntityId, regionEntityId } from "../entity/entity-ids.js";
import {
  ClusterNotFoundError,
  CoordinationLimitError,
  RegionNotFoundError,
  SecondParentError,
} from "../errors.js";
import { coordinationLimits } from "../limits.js";
import type { DriftEvent } from "../region/drift-event.js";
import type { RegionPart } from "../region/region-part.js";
import { checkClientId } from "./check-client-id.js";
import { listEntities, type Page, type PageRequest } from "./directory.js";
import { type EventPage, type EventPlace, pageOfEvents } from "./event-page.js";
import { findCluster, findRegion } from "./find-group.js";
import { forgetPeer, isPeer } from "./forget-peer.js";
import { isChildOf } from "./is-child-of.js";
import { executePlan } from "./scene.js";
import type { ServiceParts } from "./service-parts.js";

/** A region to create. */
export interface NewRegion {
  /** 1..200 characters. */
  readonly name: string;
  /** Default: a new id. */
  readonly regionId?: string;
  /** Share of clusters with a live vote that a realignment must exceed, (0, 1]. Default 0.5. */
  readonly consensusThreshold?: number;
  /** 1..86 400. Default 60. */
  readonly voteWindowSeconds?: number;
}

/** A region in a listing. */
export interface RegionListing {
  readonly regionId: string;
  readonly name: string;
  readonly clusterCount: number;
}

/** A drift event of a region, with its place in the region's log. */
export interface RegionEvent extends DriftEvent, EventPlace {
  readonly regionId: string;
}

/** A region as it is now. */
export interface RegionView extends RegionListing {
  readonly metaSessionId: string;
  readonly consensusThreshold: number;
  readonly voteWindowSeconds: number;
  /** The newest 20, newest first. */
  readonly recentDriftEvents: readonly RegionEvent[];
  /** Unix milliseconds; `null` before the first. */
  readonly lastRealignmentMs: number | null;
}

/**
 * Regions: clusters that vote by drifting and are realigned together.
 *
 * Every method may throw what the runner throws; those that take the id of a region also
 * RegionNotFoundError.
 */
export class RegionService {
  readonly #parts: ServiceParts;

  constructor(parts: ServiceParts) {
    this.#parts = parts;
  }

  /**
   * Creates a region; again with equal parameters answers `created: false`.
   *
   * @throws IdTakenError, InvalidArgumentError
   * @throws CoordinationLimitError for the 1 001st
   */
  async create(input: NewRegion): Promise<RegionCreateAnswer> {
    const { runner, directory, clock, newId, sessionOptions } = this.#parts;
    const { regionId = newId(), voteWindowSeconds, ...traits } = input;
    checkClientId(regionId);
    const entity = regionEntityId(regionId);
    const exists = await runner.read(entity, (state) => state !== undefined);
    const { regionCountMax } = coordinationLimits;
    if (!exists && (await directory.count("region")) >= regionCountMax) {
      throw new CoordinationLimitError("regions", regionCountMax);
    }
    const command = {
      ...traits,
      kind: "create-region",
      nowMs: clock.nowMs(),
      options: sessionOptions(),
      regionId,
      ...(voteWindowSeconds !== undefined && { voteWindowMs: voteWindowSeconds * 1000 }),
    } as const;
    return runner.execute(entity, command, (answer) => answer);
  }

  /** The regions in the order of their creation. */
  async list(page: PageRequest = {}): Promise<Page<RegionListing>> {
    return listEntities(
      this.#parts,
      "region",
      page,
      ({ parts }) => parts.region && listing(parts.region),
    );
  }

  /** A region with its newest drift events. */
  async get(regionId: string): Promise<RegionView> {
    return this.#read(regionId, (region) => {
      const { consensusThreshold, voteWindowMs, lastRealignmentMs = null } = region;
      return {
        ...listing(region),
        metaSessionId: regionEntityId(regionId),
        consensusThreshold,
        voteWindowSeconds: voteWindowMs / 1000,
        recentDriftEvents: pageOfEvents(newestEvents(region), {}),
        lastRealignmentMs,
      };
    });
  }

  /** Drift events, newest first: one page of those that are kept. */
  async events(regionId: string, page: EventPage = {}): Promise<readonly RegionEvent[]> {
    return this.#read(regionId, (region) => pageOfEvents(newestEvents(region), page));
  }

  /** Deletes a region and its meta session. Its clusters stay, in no region. */
  async delete(regionId: string): Promise<{ readonly deleted: true }> {
    const { runner, clock } = this.#parts;
    const nowMs = clock.nowMs();
    const entity = regionEntityId(regionId);
    const isNamed = await isPeer(runner, entity);
    const ids = [entity, observerEntityId, ...(isNamed ? [networkEntityId] : [])];
    return executePlan(runner, ids, (scene) => {
      const region = findRegion(scene, regionId);
      const { id } = region;
      const observer = scene.find(observerEntityId)?.parts.observer;
      const commands = new Map<string, EntityCommand>([[id, { kind: "delete-group", nowMs }]]);
      if (observer !== undefined) {
        const isRegistered = observer.children.some((child) => child.id === id);
        // A registration that is under way has to lose its race.
        const leave: EntityCommand = isRegistered
          ? { kind: "remove-child", id, nowMs }
          : { kind: "fence", nowMs };
        commands.set(observerEntityId, leave);
      }
      if (isNamed) forgetPeer(scene, commands, region, nowMs);
      return { commands, present: () => ({ deleted: true }) };
    });
  }

  /**
   * Attaches a cluster; `added: false` when it is attached.
   *
   * @throws ClusterNotFoundError, DimensionMismatchError
   * @throws SecondParentError that names the region which the cluster is in
   * @throws CoordinationLimitError for the 257th
   */
  async addCluster(regionId: string, clusterId: string) {
    const { runner, clock, sessionOptions } = this.#parts;
    const nowMs = clock.nowMs();
    const entity = regionEntityId(regionId);
    return executePlan(runner, [entity, clusterId], (scene) => {
      const region = findRegion(scene, regionId);
      const cluster = findCluster(scene, clusterId);
      const current = scene.follow(cluster.parts.attachedTo);
      if (current !== undefined && current.id !== entity) {
        const name = current.parts.region?.regionId ?? current.id;
        throw new SecondParentError(`The cluster is in the region ${name} already`);
      }
      const answer = { regionId, clusterId };
      if (isChildOf(cluster, region, "region")) {
        return { commands: new Map(), present: () => ({ ...answer, added: false }) };
      }
      const { dimension } = cluster.session.config;
      const options = sessionOptions(dimension);
      const child = cluster.pointer;
      const commands = new Map<string, EntityCommand>([
        [entity, { kind: "add-child", child, dimension, options, nowMs }],
        [clusterId, { kind: "set-parent", level: "region", parent: region.pointer, nowMs }],
      ]);
      return { commands, present: () => ({ ...answer, added: true }) };
    });
  }

  /** Detaches a cluster; its vote is dropped. @throws ClusterNotFoundError */
  async removeCluster(regionId: string, clusterId: string) {
    const nowMs = this.#parts.clock.nowMs();
    const entity = regionEntityId(regionId);
    return executePlan(this.#parts.runner, [entity, clusterId], (scene) => {
      const { parts } = findRegion(scene, regionId);
      const isAttached = parts.region?.children.some(({ id }) => id === clusterId);
      if (isAttached !== true) throw new ClusterNotFoundError();
      const commands = new Map<string, EntityCommand>([
        [entity, { kind: "remove-child", id: clusterId, nowMs }],
      ]);
      if (scene.find(clusterId)?.parts.attachedTo?.id === entity) {
        commands.set(clusterId, { kind: "clear-parent", level: "region", nowMs });
      }
      return { commands, present: () => ({ regionId, clusterId, removed: true as const }) };
    });
  }

  async #read<T>(regionId: string, view: (region: RegionPart) => T): Promise<T> {
    const found = await this.#parts.runner.read(regionEntityId(regionId), (state) => {
      const region = state?.parts.region;
      return region && { value: view(region) };
    });
    if (found === undefined) throw new RegionNotFoundError();
    return found.value;
  }
}

function listing({ regionId, name, children }: RegionPart): RegionListing {
  return { regionId, name, clusterCount: children.length };
}

function newestEvents(region: RegionPart): RegionEvent[] {
  // Events come in any order; what is newest is decided by when they happened.
  return regionEvents(region)
    .toReversed()
    .sort((a, b) => b.atMs - a.atMs);
}

/** The drift events of a region in the order of its log. */
export function regionEvents({ regionId, events }: RegionPart): RegionEvent[] {
  // An op of a region records one event at most.
  return events.map((event) => ({ ...event, index: 0, regionId }));
}
