import { DimensionMismatchError } from "@semvec/core";

/** Codes of the errors that `@semvec/coordination` throws. Stable: clients may compare them. */
export type CoordinationErrorCode =
  | "ERR_BACKING_SESSION"
  | "ERR_CLUSTER_NOT_FOUND"
  | "ERR_CONTENDED"
  | "ERR_COORDINATION_LIMIT"
  | "ERR_DIMENSION_FIXED"
  | "ERR_ID_TAKEN"
  | "ERR_LOCKED_DOWN"
  | "ERR_MEMBER_NOT_FOUND"
  | "ERR_OBSERVER_NOT_FOUND"
  | "ERR_REGION_NOT_FOUND"
  | "ERR_SECOND_PARENT"
  | "ERR_UNKNOWN_AGGREGATION_MODE"
  | "ERR_USER_NOT_FOUND";

/** Base class of every error that `@semvec/coordination` throws on purpose. */
export class CoordinationError extends Error {
  readonly code: CoordinationErrorCode;

  constructor(code: CoordinationErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** An id that names no cluster (or no longer does). */
export class ClusterNotFoundError extends CoordinationError {
  constructor() {
    super("ERR_CLUSTER_NOT_FOUND", "Cluster not found");
  }
}

/** An id that names no region (or no longer does). */
export class RegionNotFoundError extends CoordinationError {
  constructor() {
    super("ERR_REGION_NOT_FOUND", "Region not found");
  }
}

/** The subject has no observer yet. */
export class ObserverNotFoundError extends CoordinationError {
  constructor() {
    super("ERR_OBSERVER_NOT_FOUND", "Observer not found");
  }
}

/** A session that is no member of the cluster. */
export class MemberNotFoundError extends CoordinationError {
  constructor() {
    super("ERR_MEMBER_NOT_FOUND", "Member not found");
  }
}

/** A user that was never switched to. */
export class UserNotFoundError extends CoordinationError {
  constructor() {
    super("ERR_USER_NOT_FOUND", "User not found");
  }
}

/** An id that exists already, as something else or with other parameters. */
export class IdTakenError extends CoordinationError {
  constructor(message: string) {
    super("ERR_ID_TAKEN", message);
  }
}

/** A session in a second cluster, or a cluster in a second region; the message names the first. */
export class SecondParentError extends CoordinationError {
  constructor(message: string) {
    super("ERR_SECOND_PARENT", message);
  }
}

/** A session that cannot be deleted by itself, for a cluster, region or observer lives with it. */
export class BackingSessionError extends CoordinationError {
  constructor(message: string) {
    super("ERR_BACKING_SESSION", message);
  }
}

/** A transfer into a session that is locked down. */
export class LockedDownError extends CoordinationError {
  constructor() {
    super("ERR_LOCKED_DOWN", "A session that is locked down takes no part in a transfer");
  }
}

/** Something that has a dimension, in words: `the session a`. */
export interface Dimensioned {
  readonly name: string;
  readonly dimension: number;
}

/** Two that have to be of one dimension and are not; the message says which has which. */
export class UnequalDimensionsError extends DimensionMismatchError {
  constructor(own: Dimensioned, other: Dimensioned) {
    super(
      own.dimension,
      other.dimension,
      `${own.name} has dimension ${own.dimension}, ${other.name} has ${other.dimension}: ` +
        "they must be equal",
    );
  }
}

/** A session in a cluster, or behind one, that an import would give another dimension. */
export class DimensionFixedError extends CoordinationError {
  constructor() {
    super("ERR_DIMENSION_FIXED", "The session's cluster fixes its dimension");
  }
}

/** One more of something than there may be. */
export class CoordinationLimitError extends CoordinationError {
  constructor(what: string, countMax: number) {
    super("ERR_COORDINATION_LIMIT", `${what}: at most ${countMax}`);
  }
}

/** An aggregation mode that there is not. */
export class UnknownAggregationModeError extends CoordinationError {
  constructor(modes: readonly string[]) {
    super("ERR_UNKNOWN_AGGREGATION_MODE", `aggregation_mode must be one of ${modes.join(", ")}`);
  }
}

/** Memberships kept changing while a command over several entities was prepared. Retry later. */
export class ContendedError extends CoordinationError {
  readonly retryAfterSeconds = 1;

  constructor() {
    super("ERR_CONTENDED", "The group is changing: retry");
  }
}
