import { StoreReadOnlyError } from "../errors.js";
import type {
  ClaimedOutboxRow,
  DirectoryRequest,
  DirectoryRow,
  HeadRow,
  IdemRow,
  LogRow,
  OpRow,
  SnapshotRow,
  StatusRow,
} from "./engine-rows.js";
import type { StorageEngine } from "./storage-engine.js";

/** Lets through what reads; every write is refused, and {@link probe} is one. */
export class ReadOnlyEngine implements StorageEngine {
  /** Others may write meanwhile. */
  readonly exclusive = false;
  readonly #engine: StorageEngine;

  constructor(engine: StorageEngine) {
    this.#engine = engine;
  }

  findIdem(tenant: string, key: string): Promise<IdemRow | undefined> {
    return this.#engine.findIdem(tenant, key);
  }

  head(tenant: string, entity: string): Promise<HeadRow | undefined> {
    return this.#engine.head(tenant, entity);
  }

  readOps(tenant: string, entity: string, afterSeq: number, limit: number): Promise<OpRow[]> {
    return this.#engine.readOps(tenant, entity, afterSeq, limit);
  }

  readSnapshot(
    tenant: string,
    entity: string,
    beforeSeq: number,
  ): Promise<SnapshotRow | undefined> {
    return this.#engine.readSnapshot(tenant, entity, beforeSeq);
  }

  listEntities(tenant: string, request: DirectoryRequest): Promise<DirectoryRow[]> {
    return this.#engine.listEntities(tenant, request);
  }

  countLiveEntities(tenant: string): Promise<{ kind: string; count: number }[]> {
    return this.#engine.countLiveEntities(tenant);
  }

  readIdemOf(
    tenant: string,
    entity: string,
    endSeq: number,
    afterKey: string,
    limit: number,
  ): Promise<IdemRow[]> {
    return this.#engine.readIdemOf(tenant, entity, endSeq, afterKey, limit);
  }

  readIdem(tenant: string, afterKey: string, limit: number): Promise<IdemRow[]> {
    return this.#engine.readIdem(tenant, afterKey, limit);
  }

  readOutbox(tenant: string, afterId: number, limit: number): Promise<ClaimedOutboxRow[]> {
    return this.#engine.readOutbox(tenant, afterId, limit);
  }

  listTenants(after: string, limit: number): Promise<string[]> {
    return this.#engine.listTenants(after, limit);
  }

  listRecordTenants(after: string, limit: number): Promise<string[]> {
    return this.#engine.listRecordTenants(after, limit);
  }

  listLogs(tenant: string, after: string, limit: number): Promise<LogRow[]> {
    return this.#engine.listLogs(tenant, after, limit);
  }

  status(nowMs: number): Promise<StatusRow> {
    return this.#engine.status(nowMs);
  }

  close(): Promise<void> {
    return this.#engine.close();
  }

  readonly commit = refuse;
  readonly saveIdem = refuse;
  readonly deleteIdem = refuse;
  readonly purgeIdem = refuse;
  readonly saveSnapshot = refuse;
  readonly claimOutbox = refuse;
  readonly deleteOutbox = refuse;
  readonly releaseOutbox = refuse;
  readonly truncateLog = refuse;
  readonly eraseRows = refuse;
  readonly replaceIdem = refuse;
  readonly reclaim = refuse;
  readonly reserveRate = refuse;
  readonly probe = refuse;
}

async function refuse(): Promise<never> {
  throw new StoreReadOnlyError();
}
