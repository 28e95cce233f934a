import type { Directory, EntityKind } from "@semvec/coordination";
import type { TenantStore } from "@semvec/persistence";

/** The directory of a tenant, as the database holds it. */
export function storeDirectory(store: TenantStore): Directory {
  return {
    list: (query) => store.listEntities(query),
    async count(kind: EntityKind) {
      return (await store.countLiveEntities()).get(kind) ?? 0;
    },
  };
}
