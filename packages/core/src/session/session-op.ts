import type { IsolationPolicy } from "../controls/isolation-policy.js";
import type { Trigger } from "../controls/trigger-set.js";
import type { DriftReading } from "../drift/score-drift.js";
import type { LiteralInput } from "../literals/literal.js";
import type { Role, Tier } from "../memory/memory.js";
import type { Direction } from "../vector/direction.js";
import type { PurgeFilter } from "./purge/purge-filter.js";
import type { ReembeddedOp } from "./reembed.js";
import type { SessionConfig } from "./session-config.js";
import type { SteeringOp } from "./steering.js";

/** Something said, as the log keeps it: every default filled in. */
export interface StoredUtterance {
  readonly text: string;
  readonly direction: Direction;
  readonly timestampMs: number;
  readonly role: Role;
  readonly source?: string;
  readonly requestId?: string;
  /** An import brought it, waiting for its response or held in quarantine; absent: said here. */
  readonly origin?: "import";
}

/**
 * What drift detection found of a message: everything that took a logarithm or an exponential, so
 * that a replay recomputes none and agrees to the bit on any machine.
 */
export type StoredReading = Omit<DriftReading, "features">;

/** A message and its reading. */
export interface StoredMessage extends StoredUtterance {
  readonly reading: StoredReading;
}

/** What was decided of a turn: what matched it, and whether it may go into memory. */
export interface TurnVerdictRecord {
  /** Labels of the triggers that matched; absent when none did. */
  readonly triggers?: readonly string[];
  /** Absent: it goes into memory. */
  readonly kept?: "out" | "held";
  /** A turn that is held said it already: it is not stored twice. */
  readonly repeats?: true;
}

/** A turn that goes into memory, unless isolation keeps it out. */
export interface StoredTurn extends TurnVerdictRecord {
  readonly message?: StoredMessage;
  readonly response?: StoredUtterance;
}

/** A turn in quarantine. */
export type HeldTurn = Omit<StoredTurn, "kept" | "repeats">;

interface OpBase {
  /** Unix milliseconds; never less than the op's before. */
  readonly atMs: number;
}

/** The session began. */
export interface CreatedOp extends OpBase {
  readonly kind: "created";
  readonly config: SessionConfig;
}

/** A run, with all its effects. */
export interface RanOp extends OpBase {
  readonly kind: "ran";
  /** Present when this run created the session. */
  readonly config?: SessionConfig;
  readonly reset?: true;
  /** The previous answer, and what was decided of the turn that it completes. */
  readonly response?: StoredUtterance;
  readonly verdict?: TurnVerdictRecord;
  /** Goes to the buffer. */
  readonly message: StoredMessage;
  /** A lockdown keeps the message out of the buffer. */
  readonly unbuffered?: true;
  /** What was asked of recall, where it differs from the defaults: a purge recalls anew. */
  readonly topK?: number;
  readonly tokenBudget?: number;
  /** Hashes of the memories in the context. */
  readonly accessed: readonly string[];
  /** Keys of the literals in the context. */
  readonly literals?: readonly string[];
}

/** Turns were stored without a run. */
export interface StoredOp extends OpBase {
  readonly kind: "stored";
  readonly turns: readonly StoredTurn[];
  /** The one turn is a response to the buffered message. */
  readonly answersBuffer?: true;
}

/** What was said was wiped. */
export interface ResetOp extends OpBase {
  readonly kind: "reset";
}

/** The session was replaced; holds a canonical snapshot, already checked. */
export interface ImportedOp extends OpBase {
  readonly kind: "imported";
  readonly snapshot: Uint8Array;
}

/** A trigger was added. */
export interface TriggerAddedOp extends OpBase {
  readonly kind: "trigger-added";
  readonly trigger: Trigger;
}

/** All triggers were removed. */
export interface TriggersClearedOp extends OpBase {
  readonly kind: "triggers-cleared";
}

/** An anchor was added. */
export interface AnchorAddedOp extends OpBase {
  readonly kind: "anchor-added";
  readonly direction: Direction;
}

/** The isolation policy was replaced. */
export interface IsolationSetOp extends OpBase {
  readonly kind: "isolation-set";
  readonly policy: IsolationPolicy;
}

/** What quarantine held was admitted. */
export interface ReleasedOp extends OpBase {
  readonly kind: "released";
}

/** A memory was put in by hand. */
export interface InjectedOp extends OpBase {
  readonly kind: "injected";
  readonly memory: StoredUtterance;
  readonly tier: Tier;
  readonly importance: number;
  readonly accessCount: number;
  readonly expiresAtMs?: number;
}

/** A memory was corrected where it stands; what is absent stays. */
export interface CorrectedOp extends OpBase {
  readonly kind: "corrected";
  readonly hash: string;
  readonly text?: string;
  readonly direction?: Direction;
  readonly importance?: number;
  /** `null`: it lasts. */
  readonly expiresAtMs?: number | null;
}

/** A memory was forgotten. */
export interface ForgottenOp extends OpBase {
  readonly kind: "forgotten";
  readonly hash: string;
}

/** What a filter names was taken out: holds the state as it would be without, already checked. */
export interface PurgedOp extends OpBase {
  readonly kind: "purged";
  readonly filter: PurgeFilter;
  readonly snapshot: Uint8Array;
}

/** A literal was written. */
export interface LiteralPutOp extends OpBase {
  readonly kind: "literal-put";
  readonly literal: LiteralInput;
}

/** Literals under new keys were written. */
export interface LiteralsAddedOp extends OpBase {
  readonly kind: "literals-added";
  readonly literals: readonly LiteralInput[];
}

/** A literal was removed. */
export interface LiteralRemovedOp extends OpBase {
  readonly kind: "literal-removed";
  readonly key: string;
}

/** The session ended. */
export interface DeletedOp extends OpBase {
  readonly kind: "deleted";
}

/** One entry of a session's log. */
export type SessionOp =
  | CreatedOp
  | RanOp
  | StoredOp
  | ResetOp
  | ImportedOp
  | TriggerAddedOp
  | TriggersClearedOp
  | AnchorAddedOp
  | IsolationSetOp
  | ReleasedOp
  | InjectedOp
  | CorrectedOp
  | ForgottenOp
  | PurgedOp
  | LiteralPutOp
  | LiteralsAddedOp
  | LiteralRemovedOp
  | SteeringOp
  | ReembeddedOp
  | DeletedOp;
