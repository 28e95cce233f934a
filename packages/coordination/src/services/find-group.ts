import { SessionNotFoundError } from "@semvec/core";
import { regionEntityId } from "../entity/entity-ids.js";
import { ClusterNotFoundError, RegionNotFoundError } from "../errors.js";
import type { Scene, SeenEntity } from "./scene.js";

/** @throws SessionNotFoundError */
export function findSession(scene: Scene, id: string): SeenEntity {
  const found = scene.find(id);
  if (found === undefined) throw new SessionNotFoundError();
  return found;
}

/** @throws ClusterNotFoundError */
export function findCluster(scene: Scene, clusterId: string): SeenEntity {
  const found = scene.find(clusterId);
  if (found?.parts.cluster === undefined) throw new ClusterNotFoundError();
  return found;
}

/** @throws RegionNotFoundError */
export function findRegion(scene: Scene, regionId: string): SeenEntity {
  const found = scene.find(regionEntityId(regionId));
  if (found?.parts.region === undefined) throw new RegionNotFoundError();
  return found;
}
