import type { EntityCommand } from "../entity/entity-command.js";
import { executePlan } from "./scene.js";
import type { ServiceParts } from "./service-parts.js";

/**
 * Clears a session's pointer to a cluster that is gone. Such a pointer counts as none wherever both
 * sides are looked at; this is for where only the session is: before an import, which may change
 * the dimension of a free session, and for its drift to go to the cluster that it backs itself.
 *
 * @returns whether there was one
 */
export async function leaveDeadCluster(
  { runner, clock }: Pick<ServiceParts, "runner" | "clock">,
  sessionId: string,
): Promise<boolean> {
  const nowMs = clock.nowMs();
  return executePlan<boolean>(runner, [sessionId], (scene) => {
    const memberOf = scene.find(sessionId)?.parts.memberOf;
    const isDead = memberOf !== undefined && scene.follow(memberOf) === undefined;
    const clear = { kind: "clear-parent", level: "cluster", nowMs } as const;
    const commands = new Map<string, EntityCommand>(isDead ? [[sessionId, clear]] : []);
    return { commands, present: () => isDead };
  });
}
