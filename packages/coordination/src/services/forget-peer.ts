import type { EntityCommand } from "../entity/entity-command.js";
import { networkEntityId } from "../entity/entity-ids.js";
import type { EntityRunner } from "./entity-runner.js";
import type { Scene, SeenEntity } from "./scene.js";

/**
 * Whether the network names an entity, as a peer or as somebody it trusts. Asked before a set is
 * planned: the network is one entity for all of a subject, so it takes part only when it has to.
 */
export function isPeer(runner: EntityRunner, id: string): Promise<boolean> {
  return runner.read(networkEntityId, (state) => {
    const { peers = [], trust = [] } = state?.parts.network ?? {};
    return [...peers, ...trust].some((it) => it.id === id);
  });
}

/** Has the network, which must be one of the set, forget an entity that this set ends. */
export function forgetPeer(
  scene: Scene,
  commands: Map<string, EntityCommand>,
  { pointer }: SeenEntity,
  nowMs: number,
): void {
  if (scene.find(networkEntityId) === undefined) return;
  commands.set(networkEntityId, { kind: "forget-peer", peer: pointer, nowMs });
}
