import { openEnvelope } from "../codec/envelope.js";
import type {
  ClaimedOutboxRow,
  DirectoryRow,
  HeadRow,
  IdemRow,
  OpRow,
  SnapshotRow,
} from "../engine/engine-rows.js";
import {
  CorruptEntityError,
  CorruptRecordError,
  CorruptSnapshotError,
  EnvelopeError,
} from "../errors.js";
import type { OutboxDelivery } from "../outbox/relay.js";
import { opHash, sameBytes } from "./chain.js";
import type { IdempotentRecord } from "./commit-row.js";
import { idemChecksum, outboxChecksum, snapshotChecksum } from "./seal-rows.js";
import type { DirectoryEntry, EntityHead, Snapshot, StoredOp } from "./stored.js";

/** @throws CorruptEntityError when an op is damaged, or does not follow the one before it */
export async function openOps(
  tenant: string,
  entity: string,
  afterSeq: number,
  rows: readonly OpRow[],
): Promise<StoredOp[]> {
  const fail = (problem: string, cause?: unknown) => {
    throw new CorruptEntityError(entity, problem, { tenant, cause });
  };
  let before: OpRow | undefined;
  for (const [index, row] of rows.entries()) {
    const expected = afterSeq + 1 + index;
    if (row.seq !== expected) fail(`op ${expected} is missing`);
    if (!sameBytes(row.hash, opHash(tenant, entity, row, row.body))) {
      fail(`op ${row.seq} fails its hash`);
    }
    if (before !== undefined && !sameBytes(row.prevHash, before.hash)) {
      fail(`op ${row.seq} does not follow op ${before.seq}`);
    }
    before = row;
  }
  return Promise.all(
    rows.map(async (row) => ({
      ...row,
      entity,
      body: await open(row.body, (cause) => fail(`op ${row.seq} cannot be opened`, cause)),
    })),
  );
}

/** @throws CorruptSnapshotError when it fails its checksum */
export async function openSnapshot(
  tenant: string,
  entity: string,
  row: SnapshotRow,
): Promise<Snapshot> {
  if (!sameBytes(row.sha256, snapshotChecksum(tenant, entity, row))) {
    throw new CorruptSnapshotError(entity, row.seq, { tenant });
  }
  const { seq, chainHash, engineVersion, atMs } = row;
  const body = await open(row.body, (cause) => {
    throw new CorruptSnapshotError(entity, seq, { tenant, cause });
  });
  return { entity, seq, chainHash, engineVersion, atMs, body };
}

/** @throws CorruptRecordError when it fails its checksum */
export async function openIdempotent(tenant: string, row: IdemRow): Promise<IdempotentRecord> {
  const fail = (cause?: unknown) => {
    throw new CorruptRecordError(`idempotency record ${JSON.stringify(row.key)}`, { cause });
  };
  if (!sameBytes(row.checksum, idemChecksum(tenant, row))) fail();
  const { key, fingerprint, status, expiresAtMs } = row;
  const headers: unknown = JSON.parse(new TextDecoder().decode(await open(row.headers, fail)));
  return {
    key,
    fingerprint,
    status,
    headers: headers as Record<string, string>,
    body: await open(row.body, fail),
    expiresAtMs,
  };
}

/** @throws CorruptRecordError when it fails its checksum */
export async function openOutboxRow(row: ClaimedOutboxRow): Promise<OutboxDelivery> {
  const fail = (cause?: unknown) => {
    throw new CorruptRecordError(`outbox row ${row.id}`, { cause });
  };
  if (!sameBytes(row.checksum, outboxChecksum(row.tenant, row))) fail();
  const { tenant, target, targetGenesisSeq, source, sourceSeq, sourceIndex, attempts } = row;
  return {
    tenant,
    target,
    targetGenesisSeq,
    source,
    sourceSeq,
    sourceIndex,
    body: await open(row.body, fail),
    attempt: attempts,
  };
}

/** A head without the columns that do not apply. */
export function openHead(row: HeadRow): EntityHead {
  const { deletedAtMs, anchorSeq: seq, anchorHash: hash, ...head } = row;
  return {
    ...head,
    ...(deletedAtMs !== null && { deletedAtMs }),
    ...(seq !== null && hash !== null && { anchor: { seq, hash } }),
  };
}

/** A line of the directory. One damaged description must not take the page it is on with it. */
export async function openDirectoryRow(row: DirectoryRow): Promise<DirectoryEntry> {
  const { deletedAtMs, meta, ...rest } = row;
  const entry = deletedAtMs === null ? rest : { ...rest, deletedAtMs };
  if (meta === null) return entry;
  try {
    return { ...entry, meta: await openEnvelope(meta) };
  } catch (error) {
    if (error instanceof EnvelopeError) return { ...entry, damaged: true };
    throw error;
  }
}

async function open(stored: Uint8Array, fail: (cause: unknown) => void): Promise<Uint8Array> {
  try {
    return await openEnvelope(stored);
  } catch (error) {
    if (error instanceof EnvelopeError) fail(error);
    throw error;
  }
}
