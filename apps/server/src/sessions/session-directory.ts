import { type EntityKind, type EntityOp, entityKindOf } from "@semvec/coordination";
import type { SessionConfig } from "@semvec/core";
import type { DirectoryEntry } from "@semvec/persistence";

/** What the directory keeps of a session, as JSON; nothing for one that is never deleted by time. */
interface SessionMeta {
  readonly ttl_seconds: number;
}

/** An entity's line in the directory. */
export interface EntityDescription {
  readonly kind: EntityKind;
  readonly meta?: Uint8Array;
}

/** The directory's line of an entity, from the op that began it. */
export function describeEntity(genesis: EntityOp): EntityDescription {
  const kind = entityKindOf(genesis);
  const ttlSeconds = configOf(genesis)?.ttlSeconds;
  if (ttlSeconds === undefined) return { kind };
  const meta: SessionMeta = { ttl_seconds: ttlSeconds };
  return { kind, meta: new TextEncoder().encode(JSON.stringify(meta)) };
}

/** The lifetime that a session began with, or `undefined` when it had none. */
export function ttlSecondsAtGenesis({ meta }: DirectoryEntry): number | undefined {
  if (meta === undefined) return undefined;
  return (JSON.parse(new TextDecoder().decode(meta)) as SessionMeta).ttl_seconds;
}

function configOf(op: EntityOp): SessionConfig | undefined {
  return op.kind === "created" || op.kind === "ran" ? op.config : undefined;
}
