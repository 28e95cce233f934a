import { SessionNotFoundError } from "@semvec/core";
import { type EntityState, groupKind } from "../entity/entity-state.js";
import { deleteSession } from "./delete-session.js";
import type { ServiceParts } from "./service-parts.js";

/**
 * When a session is deleted unless it is written to before, in Unix milliseconds; `undefined` for
 * one that has no lifetime, and for one that backs a group.
 */
export function lifetimeEndMs(state: EntityState): number | undefined {
  const { config, atMs } = state.session;
  if (config.ttlSeconds === undefined || groupKind(state) !== undefined) return undefined;
  return atMs + config.ttlSeconds * 1000;
}

/**
 * Deletes a session if its lifetime is over, which is looked at together with the deletion.
 *
 * @returns when the lifetime of a session that lives on will end, in Unix milliseconds
 */
export async function expireSession(
  parts: Pick<ServiceParts, "runner" | "clock">,
  sessionId: string,
): Promise<number | undefined> {
  const nowMs = parts.clock.nowMs();
  const isOver = (state: EntityState) => (lifetimeEndMs(state) ?? Infinity) <= nowMs;
  try {
    if (await deleteSession(parts, sessionId, isOver)) return undefined;
  } catch (error) {
    // Somebody else was first.
    if (error instanceof SessionNotFoundError) return undefined;
    throw error;
  }
  return parts.runner.read(sessionId, (state) => state && lifetimeEndMs(state));
}
