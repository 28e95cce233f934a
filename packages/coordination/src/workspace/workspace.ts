import {
  type CreateAnswer,
  type RunAnswer,
  type RunCommand,
  type SessionAnswers,
  type SessionCommand,
  SessionNotFoundError,
  type SessionOptions,
  type SessionState,
  type StoreAnswer,
  type StoreCommand,
} from "@semvec/core";
import type { DriftBusEvent } from "../bus/drift-bus-event.js";
import type { DriftEventBus } from "../bus/drift-event-bus.js";
import { checkClientId } from "../services/check-client-id.js";
import { ClusterService } from "../services/cluster-service.js";
import { deleteSession } from "../services/delete-session.js";
import { MessageDelivery } from "../services/message-delivery.js";
import { NetworkService } from "../services/network-service.js";
import { ObserverService } from "../services/observer-service.js";
import { RegionService } from "../services/region-service.js";
import type { Clock, ServiceParts } from "../services/service-parts.js";
import { MemoryRunner, type OpListener } from "./memory-runner.js";

/** What a workspace is made of. */
export interface WorkspaceOptions {
  /** Where times come from: `{ nowMs: Date.now }`, or a clock of a test's own. */
  readonly clock: Clock;
  /** Parameters of the sessions that are created without their own. */
  readonly session?: SessionOptions;
  /** Ids of what is created without one. Default: `id-1`, `id-2`, … */
  readonly newId?: () => string;
  /** Told of every op that is applied: what a log would hold. */
  readonly onOp?: OpListener;
  /** Carries what happens to subscribers. Default: only {@link Workspace.settle} tells. */
  readonly bus?: Pick<DriftEventBus, "publish">;
}

/** Owner of everything in a workspace, as its events name it. */
export const workspaceTenant = "workspace";

type Untimed<C> = Omit<C, "kind" | "nowMs">;

/**
 * Sessions, clusters, regions, an observer and a network in a process: the same machine and the
 * same services that the durable service runs, without a log. Nothing happens by itself: what
 * sessions tell their groups, samples that are due and lifetimes that are over wait for
 * {@link Workspace.settle}.
 *
 * @example
 * ```ts
 * const workspace = createWorkspace({ clock: { nowMs: Date.now } });
 * await workspace.createSession("planner");
 * await workspace.clusters.create({ clusterId: "kitchen", name: "Kitchen" });
 * await workspace.clusters.addMember("kitchen", "planner");
 * await workspace.run("planner", { message: { text, vector } });
 * for (const event of await workspace.settle()) console.log(event.kind);
 * ```
 */
export class Workspace {
  readonly clusters: ClusterService;
  readonly regions: RegionService;
  readonly observer: ObserverService;
  readonly network: NetworkService;
  readonly #runner: MemoryRunner;
  readonly #parts: ServiceParts;
  readonly #delivery: MessageDelivery;
  readonly #sessionOptions: SessionOptions;
  readonly #bus: Pick<DriftEventBus, "publish"> | undefined;
  /** What has happened since somebody was told. */
  #events: DriftBusEvent[] = [];

  constructor(options: WorkspaceOptions) {
    const { clock, session = {}, newId = countingIds() } = options;
    this.#bus = options.bus;
    this.#sessionOptions = session;
    this.#runner = new MemoryRunner(options.onOp);
    this.#parts = {
      runner: this.#runner,
      directory: this.#runner,
      clock,
      tenant: workspaceTenant,
      publish: (event) => this.#events.push(event),
      newId,
      sessionOptions: (dimension) => ({
        ...session,
        ...(dimension !== undefined && { dimension }),
      }),
    };
    this.clusters = new ClusterService(this.#parts);
    this.regions = new RegionService(this.#parts);
    this.observer = new ObserverService(this.#parts);
    this.network = new NetworkService(this.#parts);
    this.#delivery = new MessageDelivery({ ...this.#parts, tenant: workspaceTenant });
    this.#bus = options.bus;
  }

  /**
   * Creates a session; its options are added to the workspace's.
   *
   * @throws InvalidArgumentError for a malformed or reserved id, or an option out of bounds
   * @throws IdTakenError, SessionConflictError
   */
  async createSession(sessionId: string, options: SessionOptions = {}): Promise<CreateAnswer> {
    checkClientId(sessionId);
    return this.#execute(sessionId, {
      kind: "create",
      options: { ...this.#sessionOptions, ...options },
      nowMs: this.#parts.clock.nowMs(),
    });
  }

  /** Runs a turn on a session, or on a cluster by its id. */
  async run(sessionId: string, input: Omit<Untimed<RunCommand>, "create">): Promise<RunAnswer> {
    return this.#execute(sessionId, { ...input, kind: "run", nowMs: this.#parts.clock.nowMs() });
  }

  /** Stores a response, or a pair. */
  async store(sessionId: string, input: Untimed<StoreCommand>): Promise<StoreAnswer> {
    return this.#execute(sessionId, { ...input, kind: "store", nowMs: this.#parts.clock.nowMs() });
  }

  /** Runs any command of a session; `delete` is {@link Workspace.deleteSession}'s. */
  async execute<C extends Exclude<SessionCommand, { readonly kind: "delete" }>>(
    sessionId: string,
    command: C,
  ): Promise<SessionAnswers[C["kind"]]> {
    return this.#execute(sessionId, command);
  }

  /**
   * Deletes a session; it leaves its cluster at once.
   *
   * @throws SessionNotFoundError, BackingSessionError
   */
  async deleteSession(sessionId: string): Promise<void> {
    await deleteSession(this.#parts, sessionId);
  }

  /** Runs a pure function on a session, for the views of `@semvec/core`. */
  async read<T>(sessionId: string, view: (session: SessionState) => T): Promise<T> {
    return this.#runner.read(sessionId, (state) => {
      if (state === undefined) throw new SessionNotFoundError();
      return view(state.session);
    });
  }

  /**
   * Delivers what entities have told each other until nothing is under way, takes the samples that
   * are due, and deletes the sessions whose lifetime is over. Hands what has happened since the
   * last call to the bus, and returns it, in order.
   *
   * @throws what the bus throws when it takes an event
   */
  async settle(): Promise<readonly DriftBusEvent[]> {
    const { clock } = this.#parts;
    for (;;) {
      const rows = this.#runner.takeOutbox(clock.nowMs());
      if (rows.length === 0) break;
      for (const row of rows) {
        const { againAtMs } = await this.#delivery.deliver(row);
        if (againAtMs !== undefined) this.#runner.putBack(row, againAtMs);
      }
    }
    const events = this.#events;
    this.#events = [];
    for (const event of events) await this.#bus?.publish(event);
    return events;
  }

  #execute<C extends SessionCommand>(entity: string, command: C) {
    return this.#runner.execute<C, SessionAnswers[C["kind"]]>(
      entity,
      command,
      (answer) => answer as SessionAnswers[C["kind"]],
    );
  }
}

/** Makes a workspace. */
export function createWorkspace(options: WorkspaceOptions): Workspace {
  return new Workspace(options);
}

/** Ids that are the same in every run. */
function countingIds(): () => string {
  let count = 0;
  return () => `id-${++count}`;
}
