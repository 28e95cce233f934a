import {
  type LogPosition,
  type SessionCommand,
  type SessionOptions,
  sha256Hex,
} from "@semvec/core";
import type { DriftBusEvent } from "../bus/drift-bus-event.js";
import { regionEntityId } from "../entity/entity-ids.js";
import { entityMachine } from "../entity/entity-machine.js";
import type { EntityState } from "../entity/entity-state.js";
import { encodeMessage, type GroupMessage } from "../messages/group-message.js";
import { ClusterService } from "../services/cluster-service.js";
import { deleteSession } from "../services/delete-session.js";
import { type Delivery, MessageDelivery } from "../services/message-delivery.js";
import { NetworkService } from "../services/network-service.js";
import { ObserverService } from "../services/observer-service.js";
import { RegionService } from "../services/region-service.js";
import type { ServiceParts } from "../services/service-parts.js";
import { MemoryRunner } from "../workspace/memory-runner.js";

/** Axes of the three-dimensional space that tests speak in. */
export const east = [1, 0, 0];
export const north = [0, 1, 0];
export const up = [0, 0, 1];

/** A time that a test moves by hand. */
export class TestClock {
  #nowMs = Date.UTC(2026, 0, 1);

  nowMs(): number {
    return this.#nowMs;
  }

  advance(ms: number): void {
    this.#nowMs += ms;
  }
}

/** Everything over one memory runner, and the log of every entity. */
export class TestKit {
  readonly clock = new TestClock();
  readonly runner: MemoryRunner;
  readonly parts: ServiceParts;
  readonly clusters: ClusterService;
  readonly regions: RegionService;
  readonly observer: ObserverService;
  readonly network: NetworkService;
  readonly delivery: MessageDelivery;
  /** Encoded ops of each entity, from its first. */
  readonly logs = new Map<string, Uint8Array[]>();
  /** What was published, in order. */
  readonly events: DriftBusEvent[] = [];
  #ids = 0;
  #sent = 0;

  constructor(session: SessionOptions = { dimension: 3 }) {
    this.runner = new MemoryRunner((op, { entity }: LogPosition) => {
      const log = this.logs.get(entity) ?? [];
      log.push(entityMachine.encodeOp(op));
      this.logs.set(entity, log);
    });
    this.parts = {
      runner: this.runner,
      directory: this.runner,
      clock: this.clock,
      tenant: "t",
      publish: (event) => this.events.push(event),
      newId: () => `id-${++this.#ids}`,
      sessionOptions: (dimension = session.dimension ?? 3) => ({ ...session, dimension }),
    };
    this.clusters = new ClusterService(this.parts);
    this.regions = new RegionService(this.parts);
    this.observer = new ObserverService(this.parts);
    this.network = new NetworkService(this.parts);
    this.delivery = new MessageDelivery({ ...this.parts, tenant: "t" });
  }

  /** Runs a command of a session. */
  async execute(entity: string, command: SessionCommand) {
    return this.runner.execute(entity, command, (answer) => answer);
  }

  /** Creates sessions. */
  async sessions(...ids: readonly string[]): Promise<void> {
    for (const id of ids) await this.session(id);
  }

  async session(id: string, options: SessionOptions = {}): Promise<void> {
    const nowMs = this.clock.nowMs();
    // The scale of cosines is given: it would be learned from too few of them.
    const settings = { dimension: 3, cosines: "default", ...options } as const;
    await this.execute(id, { kind: "create", options: settings, nowMs });
  }

  async deleteSession(id: string): Promise<boolean> {
    return deleteSession(this.parts, id);
  }

  /** Stores turns of one direction in a session. */
  async say(id: string, vector: readonly number[], turns = 1): Promise<void> {
    const nowMs = this.clock.nowMs();
    for (let turn = 0; turn < turns; turn++) {
      const said = { text: `turn ${turn} at ${nowMs}`, vector };
      await this.execute(id, { kind: "store-turns", turns: [{ message: said }], nowMs });
    }
  }

  /**
   * Makes a session drift by what it says: calm turns on one subject, then another one.
   *
   * @returns the score of the drift
   */
  async drift(id: string): Promise<number> {
    await this.#talk(id);
    const text = "By the way, changing the subject: how are interest rates at the bank?";
    return (await this.#run(id, text, up)).driftScore;
  }

  /** Makes a session drift to a subtopic, which a long reply on the subject takes back. */
  async subtopic(id: string, beforeReply: () => Promise<unknown> = async () => {}): Promise<void> {
    await this.#talk(id);
    await this.#run(id, "How are interest rates at the bank?", [0.2, 1, 0]);
    await beforeReply();
    await this.#reply(id, Array(45).fill("bread").join(" "));
  }

  async #talk(id: string): Promise<void> {
    for (let turn = 0; turn < 6; turn++) {
      await this.#run(id, `the oven and the bread dough ${turn}`, east);
      await this.#reply(id, "Yes.");
    }
  }

  async #run(id: string, text: string, vector: readonly number[]) {
    const message = { text, vector };
    const run = { kind: "run", message, nowMs: this.clock.nowMs() } as const;
    return this.runner.execute(id, run, (answer) => answer);
  }

  async #reply(id: string, text: string): Promise<void> {
    const response = { text, vector: east };
    await this.execute(id, { kind: "store", response, nowMs: this.clock.nowMs() });
  }

  /** Delivers everything that is under way; says how each message was received. */
  async settle(): Promise<Delivery[]> {
    const deliveries: Delivery[] = [];
    for (;;) {
      const rows = this.runner.takeOutbox(this.clock.nowMs());
      if (rows.length === 0) return deliveries;
      for (const row of rows) {
        const delivery = await this.delivery.deliver(row);
        deliveries.push(delivery);
        if (delivery.againAtMs !== undefined) this.runner.putBack(row, delivery.againAtMs);
      }
    }
  }

  /** Delivers a message from one entity to another, as if an op had caused it. */
  async send(source: string, target: string, message: GroupMessage, sourceSeq?: number) {
    this.#sent += 1;
    const targetGenesisSeq = await this.runner.read(
      target,
      (_state, version) => version.genesisSeq,
    );
    return this.delivery.deliver({
      source,
      sourceSeq: sourceSeq ?? 1_000 + this.#sent,
      sourceIndex: 0,
      target,
      targetGenesisSeq,
      body: encodeMessage(message),
    });
  }

  /** A cluster votes in its region: it tells of a drift that happened at that time. */
  async vote(regionId: string, clusterId: string, atMs = this.clock.nowMs()): Promise<Delivery> {
    const origin = { entity: clusterId, seq: 10_000 + this.#sent };
    const report = { score: 0.9, phase: "drifted" } as const;
    const message = { kind: "drift", origin, eventMs: atMs, report } as const;
    return this.send(clusterId, regionEntityId(regionId), message);
  }

  /** A region with clusters whose backing sessions each have a state. */
  async region(regionId: string, clusterIds: readonly string[], consensusThreshold = 0.5) {
    await this.regions.create({ regionId, name: regionId, consensusThreshold });
    for (const clusterId of clusterIds) {
      await this.clusters.create({ clusterId, name: clusterId });
      await this.say(clusterId, east);
      await this.regions.addCluster(regionId, clusterId);
    }
  }

  async state(entity: string): Promise<EntityState> {
    return this.runner.read(entity, (state) => {
      if (state === undefined) throw new Error(`${entity} is gone`);
      return state;
    });
  }

  async vector(entity: string): Promise<number[]> {
    return [...(await this.state(entity)).session.progress.semantic.vector];
  }

  /** Entities whose log, replayed, does not give the state in memory. Expected: none. */
  async differing(): Promise<string[]> {
    const differing: string[] = [];
    for (const [entity, log] of this.logs) {
      const live = await this.runner.read(entity, hashOf);
      if (hashOf(replay(entity, log)) !== live) differing.push(entity);
    }
    return differing;
  }
}

/** SHA-256 of a state's canonical bytes. */
export function hashOf(state: EntityState | undefined): string {
  return state === undefined ? "none" : sha256Hex(entityMachine.encodeState(state));
}

/** Replays a log; every few ops the state goes through a snapshot. */
export function replay(entity: string, log: readonly Uint8Array[]): EntityState | undefined {
  let state: EntityState | undefined;
  log.forEach((bytes, i) => {
    state = entityMachine.apply(state, entityMachine.decodeOp(bytes), { entity, seq: i + 1 });
    if (i % 5 === 4 && state !== undefined) {
      state = entityMachine.decodeState(entityMachine.encodeState(state));
    }
  });
  return state;
}
