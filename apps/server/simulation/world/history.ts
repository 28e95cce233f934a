import type { ClusterPair } from "../checkers/buffer-oracle.js";
import type { InformedCommand } from "./informed-command.js";

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
  /** Whom it is about, where a checker has to know: cluster, source and target, or user. */
  readonly about: readonly string[];
  /** What it puts to the vote. */
  readonly proposal?: readonly number[];
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

/** Who was active when a switch was planned; the last plan is the one that was carried out. */
export interface PlannedSwitch {
  readonly request: Request;
  readonly activeUser: string | undefined;
}

/** A switch that was answered. */
export interface SwitchAnswer {
  readonly request: Request;
  readonly activeUser: string;
  readonly previousUser: string;
}

/** An answer to who is active, and the end of the network's log that it was made from. */
export interface UserAnswer {
  readonly tenant: string;
  readonly activeUser: string;
  readonly networkSeq: number;
}

/** A user who was forgotten, and the step at which that was asked for. */
export interface ForgottenUser {
  readonly request: Request;
  readonly askedAt: number;
}

/** Everything that was seen from outside; the checkers compare it with what is in the logs. */
export class History {
  readonly requests: Request[] = [];
  readonly sightings: Sighting[] = [];
  readonly tokens: Token[] = [];
  readonly keyedAnswers: KeyedAnswer[] = [];
  readonly plannedFeedback: PlannedFeedback[] = [];
  readonly answeredFeedback: AnsweredFeedback[] = [];
  readonly clusterPairs: ClusterPair[] = [];
  readonly informed: InformedCommand[] = [];
  readonly plannedSwitches: PlannedSwitch[] = [];
  readonly switchAnswers: SwitchAnswer[] = [];
  readonly userAnswers: UserAnswer[] = [];
  readonly forgotten: ForgottenUser[] = [];
  /** Plans of switches, and of forgetting, that write more or less than the contract says. */
  readonly partitionDepartures: string[] = [];
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
