import type { DriftReading } from "../drift/score-drift.js";
import type { Role } from "../memory/memory.js";
import type { Direction } from "../vector/direction.js";
import type { SessionConfig } from "./session-config.js";

/** Something said, as the log keeps it: every default filled in. */
export interface StoredUtterance {
  readonly text: string;
  readonly direction: Direction;
  readonly timestampMs: number;
  readonly role: Role;
  readonly source?: string;
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

/** A turn that goes into memory. */
export interface StoredTurn {
  readonly message?: StoredMessage;
  readonly response?: StoredUtterance;
}

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
  /** The previous answer. */
  readonly response?: StoredUtterance;
  /** Goes to the buffer. */
  readonly message: StoredMessage;
  /** Hashes of the memories in the context. */
  readonly accessed: readonly string[];
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

/** The session ended. */
export interface DeletedOp extends OpBase {
  readonly kind: "deleted";
}

/** One entry of a session's log. */
export type SessionOp = CreatedOp | RanOp | StoredOp | ResetOp | ImportedOp | DeletedOp;
