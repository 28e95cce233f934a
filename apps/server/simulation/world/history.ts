/** The end of an entity's log when a host answered: what the answer was made from. */
export interface Sighting {
  readonly tenant: string;
  readonly entity: string;
  readonly seq: number;
  readonly hash: Uint8Array;
  /** Steps of the scheduler when the host was asked, and when it answered. */
  readonly askedAt: number;
  readonly answeredAt: number;
  readonly what: string;
}

/** What one client request came to. */
export type RequestOutcome = "answered" | "refused" | "unknown" | "pending";

/** One request of a client. */
export interface Request {
  readonly id: number;
  readonly tenant: string;
  readonly action: string;
  /** Whom it is about, where a checker has to know: the cluster, or the source and the target. */
  readonly about: readonly string[];
  /** What its commands carry as their time. */
  readonly nowMs: number;
  outcome: RequestOutcome;
  error?: unknown;
}

/** A text that stands in exactly one op, if the request that brought it was carried out. */
export interface Token {
  readonly tenant: string;
  readonly entity: string;
  readonly text: string;
  /** Whether a refusal means that nothing was written. */
  readonly isAtomic: boolean;
  /** Present when the request had an idempotency key. */
  readonly key?: string;
  /** Every time that it was sent. */
  readonly requests: Request[];
}

/** An answer to a request with an idempotency key. */
export interface KeyedAnswer {
  readonly tenant: string;
  readonly key: string;
  readonly body: string;
}

/** What a plan of a feedback wanted to write, had it been committed. */
export interface PlannedSteer {
  readonly entity: string;
  readonly seq: number;
  readonly atMs: number;
  readonly vector: Float32Array;
}

/** One attempt to plan a feedback: all of it is carried out, or nothing. */
export interface PlannedFeedback {
  readonly request: Request;
  readonly steers: readonly PlannedSteer[];
  /** False when its ops cannot be told from those of others by their time. */
  readonly isTraceable: boolean;
}

/** A feedback that was answered. */
export interface AnsweredFeedback {
  readonly request: Request;
  readonly sessionsUpdated: number;
}

/** Everything that was seen from outside; the checkers compare it with what is in the logs. */
export class History {
  readonly requests: Request[] = [];
  readonly sightings: Sighting[] = [];
  readonly tokens: Token[] = [];
  readonly keyedAnswers: KeyedAnswer[] = [];
  readonly plannedFeedback: PlannedFeedback[] = [];
  readonly answeredFeedback: AnsweredFeedback[] = [];
  /** Plans that move a session elsewhere than the contract says. */
  readonly departures: string[] = [];
  /** What should never happen: damage found, errors that nothing explains. */
  readonly unexpected: string[] = [];
  /** What happened in the run, by name. */
  readonly counts = new Map<string, number>();

  count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }
}
