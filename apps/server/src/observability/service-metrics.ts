import type { DriftBusEvent } from "@semvec/coordination";
import type { HostStats } from "@semvec/persistence";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** One request, when it has ended. */
export interface RequestObservation {
  readonly method: string;
  /** Template of the route, or `unmatched`: never a path, which may hold an id. */
  readonly endpoint: string;
  readonly status: number;
  readonly durationMs: number;
}

/** Where the gauges read from when they are scraped. */
export interface MetricSources {
  hostStats(): HostStats;
  /** Texts on their way to the embedder. */
  embeddingTexts(): number;
  /** Streams of events that are open. */
  openStreams(): number;
  /** Labels every series with the worker that tells it. */
  readonly workerId?: string | undefined;
}

/** Upper bounds of the duration histogram, in seconds. */
const durationBucketsSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];

/** Counters that the host keeps; each is read when it is scraped. */
const hostCounters = [
  ["semvec_session_evictions_total", "Sessions that left memory.", "evictions"],
  ["semvec_session_rehydrations_total", "Sessions brought back from disk.", "rehydrations"],
  ["semvec_commits_total", "Ops appended to logs.", "commits"],
  ["semvec_commit_conflicts_total", "Commits that another writer won.", "conflicts"],
  ["semvec_snapshots_total", "Snapshots written.", "snapshots"],
  ["semvec_snapshots_rejected_total", "Snapshots found damaged.", "snapshotsRejected"],
  ["semvec_snapshots_failed_total", "Snapshots that could not be written.", "snapshotsFailed"],
] as const satisfies readonly (readonly [string, string, keyof HostStats])[];

const hostGauges = [
  ["semvec_session_bytes", "Memory that hot sessions take, estimated.", "hotBytes"],
  ["semvec_requests_waiting", "Requests that wait for a session.", "waiting"],
  ["semvec_sessions_quarantined", "Sessions with a damaged log.", "quarantined"],
] as const satisfies readonly (readonly [string, string, keyof HostStats])[];

/** Kinds of events that are counted from zero: realignments, anomalies and what leads to them. */
const eventKinds: readonly DriftBusEvent["kind"][] = [
  "drift-detected",
  "drift-retracted",
  "vote-cast",
  "region-realigned",
  "anomaly-raised",
];

/** What `/metrics` tells. No label holds a subject or an id. */
export class ServiceMetrics {
  readonly #registry = new Registry();
  readonly #requests: Counter<"method" | "endpoint" | "status">;
  readonly #durations: Histogram<"method" | "endpoint">;
  readonly #driftEvents: Counter;
  readonly #events: Counter<"kind">;
  readonly #failedDeliveries: Counter;

  constructor(sources: MetricSources) {
    const registers = [this.#registry];
    const { workerId } = sources;
    if (workerId !== undefined) this.#registry.setDefaultLabels({ worker: workerId });
    this.#requests = new Counter({
      name: "semvec_requests_total",
      help: "Requests answered.",
      labelNames: ["method", "endpoint", "status"],
      registers,
    });
    this.#durations = new Histogram({
      name: "semvec_request_duration_seconds",
      help: "Time from a request's headers to its whole answer.",
      labelNames: ["method", "endpoint"],
      buckets: durationBucketsSeconds,
      registers,
    });
    this.#driftEvents = new Counter({
      name: "semvec_drift_events_total",
      help: "Runs whose message started a new topic.",
      registers,
    });
    this.#events = new Counter({
      name: "semvec_coordination_events_total",
      help: "What happened in regions and what observers found, by kind.",
      labelNames: ["kind"],
      registers,
    });
    for (const kind of eventKinds) this.#events.inc({ kind }, 0);
    this.#failedDeliveries = new Counter({
      name: "semvec_deliveries_failed_total",
      help: "Deliveries of messages between entities that failed, and are made again.",
      registers,
    });
    this.#registerHost(sources);
    // Event-loop lag, memory and handles of the process.
    collectDefaultMetrics({ register: this.#registry });
  }

  observeRequest({ method, endpoint, status, durationMs }: RequestObservation): void {
    this.#requests.inc({ method, endpoint, status: String(status) });
    this.#durations.observe({ method, endpoint }, durationMs / 1000);
  }

  countDriftEvent(): void {
    this.#driftEvents.inc();
  }

  countEvent(kind: DriftBusEvent["kind"]): void {
    this.#events.inc({ kind });
  }

  countFailedDelivery(): void {
    this.#failedDeliveries.inc();
  }

  /** Everything in Prometheus' text format. */
  render(): Promise<string> {
    return this.#registry.metrics();
  }

  #registerHost({ hostStats, embeddingTexts, openStreams }: MetricSources): void {
    const registers = [this.#registry];
    new Gauge({
      name: "semvec_sessions",
      help: "Sessions, by where they are.",
      labelNames: ["state"],
      registers,
      collect() {
        this.set({ state: "hot" }, hostStats().hotStates);
      },
    });
    for (const [name, help, field] of hostGauges) {
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(hostStats()[field]);
        },
      });
    }
    for (const [name, help, field] of hostCounters) {
      new Counter({
        name,
        help,
        registers,
        collect() {
          this.reset();
          this.inc(hostStats()[field]);
        },
      });
    }
    new Gauge({
      name: "semvec_embed_queue",
      help: "Texts on their way to the embedder.",
      registers,
      collect() {
        this.set(embeddingTexts());
      },
    });
    new Gauge({
      name: "semvec_event_streams",
      help: "Streams of events that are open.",
      registers,
      collect() {
        this.set(openStreams());
      },
    });
  }
}
