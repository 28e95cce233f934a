import type { EntityAnswer, EntityCommand } from "@semvec/coordination";
import type { Scheduler } from "../engine/scheduler.js";
import type { SeededRandom } from "../engine/seeded-random.js";
import { codeOf, describeError } from "../world/explained-errors.js";
import type { History, Request, RequestOutcome, Token } from "../world/history.js";
import type { Services, SimWorker } from "../world/sim-worker.js";

/** What a client knows of the world. */
export interface ClientWorld {
  readonly scheduler: Scheduler;
  readonly history: History;
  /** Workers that take requests now. */
  workers(): readonly SimWorker[];
  /** The same for every observer of a run. */
  readonly sampleIntervalSeconds: number;
  /** A number that nobody else gets. */
  serial(): number;
}

/** What a request came to, as its client sees it. */
export interface Reply<T> {
  readonly request: Request;
  readonly outcome: RequestOutcome;
  readonly value?: T;
}

type Work<T> = (services: Services, worker: SimWorker, request: Request) => Promise<T>;

/** Refusals that a client may well get: the state of the world explains them. */
const refusals = new Set([
  "ERR_BACKING_SESSION",
  "ERR_CLUSTER_NOT_FOUND",
  "ERR_CONFLICT",
  "ERR_CONTENDED",
  "ERR_DIMENSION_MISMATCH",
  "ERR_DRAINING",
  "ERR_ID_TAKEN",
  "ERR_INVALID_ARGUMENT",
  "ERR_LOCKED_DOWN",
  "ERR_MEMBER_NOT_FOUND",
  "ERR_OBSERVER_NOT_FOUND",
  "ERR_OVERLOADED",
  "ERR_REGION_NOT_FOUND",
  "ERR_SECOND_PARENT",
  "ERR_SESSION_CONFLICT",
  "ERR_SESSION_NOT_FOUND",
  "ERR_STORE_BUSY",
]);

/** Refusals that are not about the request: the client may send it again. */
const passing = new Set([
  "ERR_CONFLICT",
  "ERR_CONTENDED",
  "ERR_DRAINING",
  "ERR_OVERLOADED",
  "ERR_STORE_BUSY",
]);

/** How often a client that insists sends a request. */
const attemptsMax = 6;

/** What a request says beside its work. */
interface SendOptions {
  readonly atMs?: number;
  readonly tokens?: readonly Token[];
  /** As in {@link Request}. */
  readonly about?: readonly string[];
  readonly proposal?: readonly number[];
}

/** A client of one tenant: sends requests to any worker, and does not always hear back. */
export class SimClient {
  readonly tenant: string;
  readonly random: SeededRandom;
  readonly world: ClientWorld;

  constructor(tenant: string, random: SeededRandom, world: ClientWorld) {
    this.tenant = tenant;
    this.random = random;
    this.world = world;
  }

  /** Sends one request. `atMs`: what the worker's clock shall say; default, what it says. */
  async send<T>(action: string, work: Work<T>, options: SendOptions = {}): Promise<Reply<T>> {
    const { scheduler, history } = this.world;
    const worker = await this.#findWorker();
    const nowMs = options.atMs ?? worker.clock.nowMs();
    const { tenant } = this;
    const id = this.world.serial();
    const { about = [], proposal } = options;
    const request: Request = {
      id,
      tenant,
      action,
      about,
      ...(proposal !== undefined && { proposal }),
      nowMs,
      outcome: "pending",
    };
    history.requests.push(request);
    for (const { requests } of options.tokens ?? []) requests.push(request);
    const services = worker.servicesFor(request);
    const answer = worker
      .work(() => work(services, worker, request))
      .then(
        (value): Reply<T> => ({ request, outcome: "answered", value }),
        (error: unknown): Reply<T> => this.#refused(request, error),
      );
    let cancel = () => {};
    const patience = new Promise<void>((resolve) => {
      const patienceMs = this.random.pick([300, 5_000, 90_000]);
      cancel = scheduler.after(patienceMs, { label: "client gives up" }, resolve);
    });
    const silence = Promise.race([worker.process.death, patience]).then(
      (): Reply<T> => ({ request, outcome: "unknown" }),
    );
    const reply = await Promise.race([answer, silence]);
    cancel();
    request.outcome = reply.outcome;
    history.count(`${action} ${reply.outcome}`);
    return reply;
  }

  /** As {@link send}, again and again until the outcome is known; for what can be repeated. */
  async insist<T>(action: string, work: Work<T>, options: SendOptions = {}): Promise<Reply<T>> {
    for (let attempt = 1; ; attempt++) {
      const reply = await this.send(action, work, options);
      if (reply.outcome === "answered" || attempt === attemptsMax) return reply;
      const { error } = reply.request;
      if (reply.outcome === "refused" && !passing.has(codeOf(error) ?? "")) return reply;
      await this.pause(200);
    }
  }

  /** Sends a command of one entity. */
  async command(
    entity: string,
    command: (nowMs: number) => EntityCommand,
    options: { readonly atMs?: number; readonly tokens?: readonly Token[] } = {},
  ): Promise<Reply<EntityAnswer>> {
    const { kind } = command(0);
    return this.send(
      kind,
      ({ parts }, _worker, { nowMs }) =>
        parts.runner.execute(entity, command(nowMs), (answer): EntityAnswer => answer),
      options,
    );
  }

  /** Notes a text that its op will hold. */
  token(entity: string, text: string, options: { isAtomic: boolean; key?: string }): Token {
    const token: Token = { tenant: this.tenant, entity, text, requests: [], ...options };
    this.world.history.tokens.push(token);
    return token;
  }

  pause(mostMs: number): Promise<void> {
    return this.world.scheduler.sleep(this.random.between(0, mostMs), "client thinks");
  }

  async #findWorker(): Promise<SimWorker> {
    for (;;) {
      const workers = this.world.workers();
      if (workers.length > 0) return this.random.pick(workers);
      await this.world.scheduler.sleep(100, "client looks for a worker");
    }
  }

  #refused<T>(request: Request, error: unknown): Reply<T> {
    const code = codeOf(error) ?? "";
    request.error = error;
    if (code === "ERR_UNKNOWN_COMMIT") return { request, outcome: "unknown" };
    if (!refusals.has(code)) {
      this.world.history.unexpected.push(`${request.action}: ${describeError(error)}`);
    }
    return { request, outcome: "refused" };
  }
}
