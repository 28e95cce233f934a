import type { EntityKind } from "@semvec/coordination";
import { CorruptEntityError, type Store } from "@semvec/persistence";
import type { ServiceHost } from "../sessions/service-host.js";

/** A group that is to be deleted. */
export interface DeletedGroup {
  readonly tenant: string;
  readonly entity: string;
  readonly kind: EntityKind;
}

/**
 * Deletes a group; one whose own log is damaged is ended without a look at it, so that its owner
 * can always be rid of it. Its members are free then; what it was attached to, or registered with,
 * lists it until it is taken out there.
 */
export type BuryDamaged = (group: DeletedGroup, remove: () => Promise<unknown>) => Promise<void>;

/** Makes a {@link BuryDamaged}. */
export function createBuryDamaged(
  host: ServiceHost,
  store: Store,
  nowMs: () => number,
): BuryDamaged {
  return async ({ tenant, entity, kind }, remove) => {
    try {
      await remove();
    } catch (error) {
      if (!(error instanceof CorruptEntityError && error.entity === entity)) throw error;
      // The directory still knows what it is: nobody buries a session by calling it a cluster.
      const head = await store.forTenant(tenant).head(entity);
      if (head?.kind !== kind) throw error;
      await host.bury(tenant, entity, { kind: "deleted", atMs: nowMs() });
    }
  };
}
