import type { SessionOptions } from "@semvec/core";
import type { DriftBusEvent } from "../bus/drift-bus-event.js";
import type { Directory } from "./directory.js";
import type { EntityRunner } from "./entity-runner.js";

/** Where services take the time from. */
export interface Clock {
  /** Unix milliseconds. */
  nowMs(): number;
}

/** What every service is made of. */
export interface ServiceParts {
  readonly runner: EntityRunner;
  readonly directory: Directory;
  readonly clock: Clock;
  /** Owner of all of it; events name it. */
  readonly tenant: string;
  /**
   * Told of what happens in regions and what the observer finds, once it is in the log. Must not
   * throw. Absent: nobody is.
   */
  readonly publish?: ((event: DriftBusEvent) => void) | undefined;
  /** An id that is not in use, e.g. a UUID. */
  readonly newId: () => string;
  /** Parameters of a session that a service creates, for a dimension or the default one. */
  readonly sessionOptions: (dimension?: number) => SessionOptions;
}
