import type { EntityAnswer, EntityCommand, EntityOp, EntityState } from "@semvec/coordination";
import type { EntityHost } from "@semvec/persistence";

/** The host of all sessions, clusters, regions, observers and networks. */
export type ServiceHost = EntityHost<EntityState, EntityCommand, EntityOp, EntityAnswer>;
