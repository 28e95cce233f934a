import {
  type EntityAnswer,
  type EntityCommand,
  type EntityState,
  networkEntityId,
  type SetPlan,
  type TenantedHost,
} from "@semvec/coordination";
import type { EntityVersion } from "@semvec/persistence";
import {
  feedbackDepartures,
  type SeenPlan,
  transferDepartures,
} from "../checkers/direction-oracle.js";
import { forgetDepartures, switchDepartures } from "../checkers/partition-plans.js";
import type { Scheduler } from "../engine/scheduler.js";
import type { History, PlannedSteer, Request } from "./history.js";
import { type Glimpse, isInformed } from "./informed-command.js";
import type { SimHost } from "./sim-worker.js";

interface RecordingOptions {
  readonly host: SimHost;
  readonly history: History;
  readonly scheduler: Scheduler;
  /** Absent for deliveries of the outbox. */
  readonly request?: Request;
}

/** A host that writes down what it answered, and when. It changes nothing. */
export class RecordingHost implements TenantedHost {
  readonly #options: RecordingOptions;
  readonly #seen: Glimpse[] = [];

  constructor(options: RecordingOptions) {
    this.#options = options;
  }

  async execute(tenant: string, entity: string, command: EntityCommand) {
    const askedAt = this.#options.scheduler.steps;
    const result = await this.#options.host.execute(tenant, entity, command);
    if (result.outcome === "executed") {
      const { answer, version } = result;
      this.#noteInformed(tenant, entity, command, { seq: version.seq, answer });
      this.#see(tenant, entity, version, { askedAt, what: command.kind });
    }
    return result;
  }

  async executeSet(tenant: string, entities: readonly string[], plan: SetPlan) {
    const askedAt = this.#options.scheduler.steps;
    const result = await this.#options.host.executeSet(tenant, entities, (states, versions) => {
      const commands = plan(states, versions);
      this.#notePlan(commands, states, versions);
      this.#noteDepartures({ commands, states, versions });
      for (const [entity, command] of commands) this.#noteInformed(tenant, entity, command);
      return commands;
    });
    if (result.outcome === "executed") {
      for (const [entity, version] of result.versions) {
        this.#see(tenant, entity, version, { askedAt, what: "set" });
      }
    }
    return result;
  }

  async read<T>(
    tenant: string,
    entity: string,
    view: (state: EntityState | undefined, version: EntityVersion) => T,
  ): Promise<T> {
    const askedAt = this.#options.scheduler.steps;
    let seen: EntityVersion | undefined;
    const value = await this.#options.host.read(tenant, entity, (state, version) => {
      seen = version;
      return view(state, version);
    });
    if (seen !== undefined) {
      this.#see(tenant, entity, seen, { askedAt, what: "read" });
      this.#seen.push({ entity, seq: seen.seq });
    }
    return value;
  }

  #see(
    tenant: string,
    entity: string,
    { seq, hash }: EntityVersion,
    about: { readonly askedAt: number; readonly what: string },
  ): void {
    const { history, scheduler } = this.#options;
    const answeredAt = scheduler.steps;
    history.sightings.push({ tenant, entity, seq, hash, answeredAt, ...about });
  }

  #noteInformed(
    tenant: string,
    entity: string,
    command: EntityCommand,
    done?: { readonly seq: number; readonly answer: EntityAnswer },
  ): void {
    if (!isInformed(command)) return;
    const { history, request } = this.#options;
    history.informed.push({
      tenant,
      entity,
      command,
      seen: [...this.#seen],
      ...(request !== undefined && { request }),
      ...(done !== undefined && { done }),
    });
  }

  #noteDepartures(plan: SeenPlan): void {
    const { history, request } = this.#options;
    const [first, second] = request?.about ?? [];
    if (request?.action === "feedback" && first !== undefined) {
      history.departures.push(...feedbackDepartures(plan, first));
    }
    if (request?.action === "transfer" && first !== undefined && second !== undefined) {
      history.departures.push(...transferDepartures(plan, { from: first, to: second }));
    }
    if (request?.action === "switch user" && first !== undefined) {
      const { activeUser } = plan.states.get(networkEntityId)?.parts.network ?? {};
      history.plannedSwitches.push({ request, activeUser });
      history.partitionDepartures.push(...switchDepartures(plan, first));
    }
    if (request?.action === "forget user" && first !== undefined) {
      history.partitionDepartures.push(...forgetDepartures(plan, first));
    }
  }

  #notePlan(
    commands: ReadonlyMap<string, EntityCommand>,
    states: ReadonlyMap<string, EntityState | undefined>,
    versions: ReadonlyMap<string, EntityVersion>,
  ): void {
    const { history, request } = this.#options;
    if (request?.action !== "feedback" || commands.size === 0) return;
    let isTraceable = true;
    const steers: PlannedSteer[] = [];
    for (const [entity, command] of commands) {
      const lastMs = states.get(entity)?.session.atMs ?? 0;
      if (command.kind !== "steer" || lastMs >= command.nowMs) isTraceable = false;
      if (command.kind !== "steer") continue;
      const seq = (versions.get(entity)?.seq ?? 0) + 1;
      steers.push({
        entity,
        seq,
        atMs: command.nowMs,
        vector: Float32Array.from(command.vector),
      });
    }
    history.plannedFeedback.push({ request, steers, isTraceable });
  }
}
