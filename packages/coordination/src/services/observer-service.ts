import type { EntityCommand } from "../entity/entity-command.js";
import { observerEntityId, regionEntityId } from "../entity/entity-ids.js";
import { ObserverNotFoundError, RegionNotFoundError } from "../errors.js";
import type { Anomaly } from "../observer/anomaly.js";
import type { ObserverPart } from "../observer/observer-part.js";
import { type EventPage, pageOfEvents } from "./event-page.js";
import { findRegion } from "./find-group.js";
import { executePlan } from "./scene.js";
import type { ServiceParts } from "./service-parts.js";
import { readRegions, type SampleView, takeSample } from "./take-sample.js";

/** What an observer is created or extended with. */
export interface ObserverInput {
  /** 1..86 400. Default 30. Replaces the interval of an observer that exists, when given. */
  readonly sampleIntervalSeconds?: number;
  /** Regions to observe. */
  readonly regionIds?: readonly string[];
}

/** The observer and its regions. */
export interface ObserverView {
  readonly observerId: string;
  readonly metaSessionId: string;
  /** Ids of its regions, in the order they were registered. */
  readonly registeredRegions: readonly string[];
}

/** The observer as it is now. */
export interface ObserverSummary extends ObserverView {
  readonly sampleIntervalSeconds: number;
  readonly totalClustersObserved: number;
  /** Unix milliseconds; `null` before the first. */
  readonly lastSampleMs: number | null;
  readonly anomalyCount: number;
  /** The newest 20, newest first. */
  readonly recentAnomalies: readonly Anomaly[];
}

/**
 * The observer of a subject: samples the clusters of its regions and reports anomalies. It writes
 * to nothing but its own meta session.
 *
 * Every method may throw what the runner throws; all but `create` also ObserverNotFoundError.
 */
export class ObserverService {
  readonly #parts: ServiceParts;

  constructor(parts: ServiceParts) {
    this.#parts = parts;
  }

  /**
   * Creates the observer, or adds regions to the one there is.
   *
   * @throws RegionNotFoundError for an unknown region; nothing is registered then
   * @throws CoordinationLimitError for the 257th region
   */
  async create(input: ObserverInput = {}): Promise<ObserverView> {
    const { regionIds = [], sampleIntervalSeconds } = input;
    const { newId } = this.#parts;
    await this.#set({
      regionIds,
      observerId: newId(),
      ...(sampleIntervalSeconds !== undefined && { intervalMs: sampleIntervalSeconds * 1000 }),
    });
    const { observerId, metaSessionId, registeredRegions } = await this.summary();
    return { observerId, metaSessionId, registeredRegions };
  }

  /** The observer as it is now. */
  async summary(): Promise<ObserverSummary> {
    const observer = await this.#read((it) => it);
    const regions = await readRegions(this.#parts.runner, observer.children);
    return {
      observerId: observer.observerId,
      metaSessionId: observerEntityId,
      registeredRegions: regions.map(({ regionId }) => regionId),
      sampleIntervalSeconds: observer.intervalMs / 1000,
      totalClustersObserved: regions.reduce((sum, { clusters }) => sum + clusters.length, 0),
      lastSampleMs: observer.lastSampleMs ?? null,
      anomalyCount: observer.anomalies.length,
      recentAnomalies: pageOfEvents(observer.anomalies.toReversed(), {}),
    };
  }

  /** Samples now. With no registered region it does nothing. */
  async sample(): Promise<SampleView> {
    return takeSample(this.#parts);
  }

  /** Anomalies, newest first: one page of those that are kept. */
  async anomalies(page: EventPage = {}): Promise<readonly Anomaly[]> {
    return this.#read(({ anomalies }) => pageOfEvents(anomalies.toReversed(), page));
  }

  /** Clears the anomalies. What still stands is reported again by the next sample. */
  async clearAnomalies(): Promise<{ readonly cleared: number }> {
    const { runner, clock } = this.#parts;
    const command = { kind: "clear-anomalies", nowMs: clock.nowMs() } as const;
    return runner.execute(observerEntityId, command, (answer) => answer);
  }

  /** Adds a region. @throws RegionNotFoundError, CoordinationLimitError */
  async register(regionId: string) {
    const observerId = await this.#read((observer) => observer.observerId);
    await this.#set({ regionIds: [regionId], observerId });
    return { regionId, registered: true as const };
  }

  /**
   * Removes a region. One that was deleted has left already: that is no error.
   *
   * @throws RegionNotFoundError for one that never was registered
   */
  async unregister(regionId: string) {
    const { runner, clock } = this.#parts;
    const nowMs = clock.nowMs();
    const id = regionEntityId(regionId);
    const wasDeleted = await runner.read(id, (state, { seq }) => state === undefined && seq > 0);
    return executePlan(runner, [observerEntityId], (scene) => {
      const observer = scene.find(observerEntityId)?.parts.observer;
      if (observer === undefined) throw new ObserverNotFoundError();
      const isRegistered = observer.children.some((child) => child.id === id);
      if (!isRegistered && !wasDeleted) throw new RegionNotFoundError();
      const commands = new Map<string, EntityCommand>();
      if (isRegistered) commands.set(observerEntityId, { kind: "remove-child", id, nowMs });
      return { commands, present: () => ({ regionId, unregistered: true as const }) };
    });
  }

  async #set(input: {
    readonly regionIds: readonly string[];
    readonly observerId: string;
    readonly intervalMs?: number;
  }): Promise<void> {
    const { runner, clock, sessionOptions } = this.#parts;
    const { regionIds: named, ...rest } = input;
    const regionIds = [...new Set(named)];
    const nowMs = clock.nowMs();
    const entities = regionIds.map(regionEntityId);
    await executePlan(runner, [observerEntityId, ...entities], (scene) => {
      const regions = regionIds.map((regionId) => findRegion(scene, regionId).pointer);
      const options = sessionOptions();
      const commands = new Map<string, EntityCommand>([
        [observerEntityId, { ...rest, kind: "set-observer", options, regions, nowMs }],
      ]);
      if (scene.find(observerEntityId) === undefined) {
        // A deletion that is under way sees no observer to tell, so it has to lose its race.
        for (const { id } of regions) commands.set(id, { kind: "fence", nowMs });
      }
      return { commands, present: () => undefined };
    });
  }

  async #read<T>(view: (observer: ObserverPart) => T): Promise<T> {
    const found = await this.#parts.runner.read(observerEntityId, (state) => {
      const observer = state?.parts.observer;
      return observer && { value: view(observer) };
    });
    if (found === undefined) throw new ObserverNotFoundError();
    return found.value;
  }
}
