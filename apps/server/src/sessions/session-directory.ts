import type { SessionConfig, SessionOp } from "@semvec/core";
import type { DirectoryEntry } from "@semvec/persistence";

/** What the directory keeps of a session, as JSON; nothing for one that is never deleted by time. */
interface SessionMeta {
  readonly ttl_seconds: number;
}

/** The directory's line of a session, from the op that began it. */
export function describeSession(genesis: SessionOp): { readonly meta?: Uint8Array } {
  const ttlSeconds = configOf(genesis)?.ttlSeconds;
  if (ttlSeconds === undefined) return {};
  const meta: SessionMeta = { ttl_seconds: ttlSeconds };
  return { meta: new TextEncoder().encode(JSON.stringify(meta)) };
}

/** The lifetime that a session began with, or `undefined` when it had none. */
export function ttlSecondsAtGenesis({ meta }: DirectoryEntry): number | undefined {
  if (meta === undefined) return undefined;
  return (JSON.parse(new TextDecoder().decode(meta)) as SessionMeta).ttl_seconds;
}

function configOf(op: SessionOp): SessionConfig | undefined {
  return op.kind === "created" || op.kind === "ran" ? op.config : undefined;
}
