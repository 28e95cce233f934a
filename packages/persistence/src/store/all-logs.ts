import type { Store, TenantStore } from "./store.js";
import type { LogEntry } from "./stored.js";

/** Every tenant of a database that has entities, in order, read page by page. */
export async function* allTenants(store: Pick<Store, "listTenants">): AsyncGenerator<string> {
  let page = await store.listTenants();
  while (page.length > 0) {
    yield* page;
    page = await store.listTenants({ after: page.at(-1) ?? "" });
  }
}

/** Every tenant that has kept answers or undelivered messages, in order, read page by page. */
export async function* allRecordTenants(
  store: Pick<Store, "listRecordTenants">,
): AsyncGenerator<string> {
  let page = await store.listRecordTenants();
  while (page.length > 0) {
    yield* page;
    page = await store.listRecordTenants({ after: page.at(-1) ?? "" });
  }
}

/** Every log of a tenant, of ended entities too, in order, read page by page. */
export async function* allLogs(store: Pick<TenantStore, "listLogs">): AsyncGenerator<LogEntry> {
  let page = await store.listLogs();
  while (page.length > 0) {
    yield* page;
    page = await store.listLogs({ after: page.at(-1)?.entity ?? "" });
  }
}
