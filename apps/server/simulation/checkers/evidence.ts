import type { SubmittedSet } from "../engine/sim-database.js";
import type { History } from "../world/history.js";
import type { FinalLogs } from "./final-log.js";
import type { LiveState } from "./live-states.js";

/** What a run left behind, for the checkers. */
export interface Evidence {
  readonly logs: FinalLogs;
  readonly history: History;
  readonly liveStates: readonly LiveState[];
  readonly submitted: readonly SubmittedSet[];
  /** Whether every client came to its end. */
  readonly hasEnded: boolean;
  /** Whether every message was delivered once the faults had stopped. */
  readonly hasSettled: boolean;
}

/** A rule. Yields what breaks it, in words. */
export type Checker = (evidence: Evidence) => Iterable<string>;
