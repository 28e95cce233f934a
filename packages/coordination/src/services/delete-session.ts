import { SessionNotFoundError } from "@semvec/core";
import type { EntityCommand } from "../entity/entity-command.js";
import { networkEntityId } from "../entity/entity-ids.js";
import type { EntityState } from "../entity/entity-state.js";
import { forgetPeer, isPeer } from "./forget-peer.js";
import { executePlan } from "./scene.js";
import type { ServiceParts } from "./service-parts.js";

/**
 * Deletes a session. When it answers the session has left its cluster and the network, all in one
 * commit.
 *
 * @param isDue - looked at together with the deletion; a session for which it is false stays
 * @returns false when `isDue` said so
 * @throws SessionNotFoundError
 * @throws BackingSessionError for one that backs a cluster, a region, the observer or the network
 */
export async function deleteSession(
  { runner, clock }: Pick<ServiceParts, "runner" | "clock">,
  sessionId: string,
  isDue: (state: EntityState) => boolean = () => true,
): Promise<boolean> {
  const nowMs = clock.nowMs();
  const isNamed = await isPeer(runner, sessionId);
  const ids = isNamed ? [sessionId, networkEntityId] : [sessionId];
  return executePlan<boolean>(runner, ids, (scene) => {
    const found = scene.find(sessionId);
    if (found === undefined) throw new SessionNotFoundError();
    if (!isDue(found)) return { commands: new Map(), present: () => false };
    const commands = new Map<string, EntityCommand>([[sessionId, { kind: "delete", nowMs }]]);
    const cluster = scene.follow(found.parts.memberOf);
    if (cluster !== undefined) {
      commands.set(cluster.id, { kind: "remove-child", id: sessionId, nowMs });
    }
    if (isNamed) forgetPeer(scene, commands, found, nowMs);
    return { commands, present: () => true };
  });
}
