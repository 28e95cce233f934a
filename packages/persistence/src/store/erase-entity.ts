import { persistenceDefaults } from "../defaults.js";
import type { StorageEngine } from "../engine/storage-engine.js";
import type { ErasedAnswer, Erasure } from "./maintenance.js";
import { sealIdempotent } from "./seal-rows.js";
import type { TenantStore } from "./store.js";

/** Answers replaced in one transaction. */
const answersPageMax = 100;

const nothing: Erasure = { tombstoneSeq: 0, ops: 0, snapshots: 0, outboxRows: 0, answers: 0 };

/** See {@link TenantStore.erase}. */
export async function eraseEntity(
  engine: StorageEngine,
  store: Pick<TenantStore, "head" | "tenant">,
  entity: string,
  answer: ErasedAnswer,
): Promise<Erasure> {
  const { tenant } = store;
  const head = await store.head(entity);
  const tombstoneSeq = head?.deletedAtMs === undefined ? (head?.genesisSeq ?? 1) - 1 : head.seq;
  if (tombstoneSeq === 0) return nothing;
  const [tombstone] = await engine.readOps(tenant, entity, tombstoneSeq - 1, 1);
  // Compaction of a later life may have taken the tombstone too; then nothing is left of this one.
  const found = tombstone?.seq === tombstoneSeq ? tombstone : undefined;
  const anchor = found && { seq: tombstoneSeq - 1, hash: found.prevHash };
  const { truncateOpsMax } = persistenceDefaults;
  let ops = 0;
  for (let deleted: number = truncateOpsMax; anchor !== undefined && deleted === truncateOpsMax; ) {
    deleted = await engine.truncateLog(tenant, entity, anchor, truncateOpsMax);
    ops += deleted;
  }
  const rows = await engine.eraseRows(tenant, entity, tombstoneSeq);
  const answers = await eraseAnswers(engine, tenant, entity, tombstoneSeq, answer);
  await engine.reclaim();
  return { tombstoneSeq, ops, ...rows, answers };
}

/** Keys stay used, so that a late retry cannot have its effect twice; what it gets is `answer`. */
async function eraseAnswers(
  engine: StorageEngine,
  tenant: string,
  entity: string,
  endSeq: number,
  answer: ErasedAnswer,
): Promise<number> {
  let answers = 0;
  let afterKey = "";
  for (;;) {
    const rows = await engine.readIdemOf(tenant, entity, endSeq, afterKey, answersPageMax);
    const erased = await Promise.all(
      rows.map(({ key, fingerprint, expiresAtMs, seq }) =>
        sealIdempotent(tenant, { ...answer, key, fingerprint, expiresAtMs }, { entity, seq }),
      ),
    );
    if (erased.length > 0) await engine.replaceIdem(tenant, erased);
    answers += erased.length;
    if (rows.length < answersPageMax) return answers;
    afterKey = rows.at(-1)?.key ?? "";
  }
}
