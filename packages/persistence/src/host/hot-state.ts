import type { EntityVersion } from "./host-types.js";

/** An entity in memory: its state and the end of its log. */
export interface HotState<State> {
  readonly tenant: string;
  readonly entity: string;
  /** `undefined` when the entity does not exist, or no longer does. */
  state: State | undefined;
  seq: number;
  hash: Uint8Array;
  genesisSeq: number;
  /** Time of the last op, in ms since the Unix epoch. */
  lastAtMs: number;
  opsSinceSnapshot: number;
  bytesSinceSnapshot: number;
  /** Count of sweeps when it was last used. */
  lastTouchSweep: number;
  /** False once the state may differ from its log; it must not be used or saved any more. */
  valid: boolean;
}

/** A key that no other pair of tenant and entity shares. */
export function hotStateKey(tenant: string, entity: string): string {
  return `${tenant.length}:${tenant}${entity}`;
}

/** The version that a hot state stands at, as a copy that later ops leave alone. */
export function versionOf(hot: HotState<unknown>): EntityVersion {
  return { seq: hot.seq, hash: hot.hash, genesisSeq: hot.genesisSeq };
}
