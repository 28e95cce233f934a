import { sealEnvelope } from "../codec/envelope.js";
import { hashFields } from "../codec/hash-fields.js";
import type { CommitSetRow, IdemRow, OutboxRow, SnapshotRow } from "../engine/engine-rows.js";
import { opHash } from "./chain.js";
import type { CommitRow, IdempotentRecord, OutboxMessage } from "./commit-row.js";
import type { Snapshot } from "./stored.js";

/** A row as it is stored: bodies in envelopes, checksums over all that is kept. */
export async function sealCommitRow(tenant: string, row: CommitRow): Promise<CommitSetRow> {
  const { entity, kind, genesis, outbox = [] } = row;
  const seq = row.expectedSeq + 1;
  const body = await sealEnvelope(row.body);
  const op = {
    seq,
    opId: ownBytes(row.opId),
    prevHash: ownBytes(row.prevHash),
    opKind: row.opKind,
    engineVersion: row.engineVersion,
    atMs: row.atMs,
    body,
  };
  const meta = genesis?.meta;
  return {
    entity,
    kind,
    op: { ...op, hash: opHash(tenant, entity, op, body) },
    genesis: genesis === undefined ? null : { meta: meta ? await sealEnvelope(meta) : null },
    tombstone: row.tombstone ?? false,
    idem: row.idem === undefined ? null : await sealIdempotent(tenant, row.idem, { entity, seq }),
    outbox: await Promise.all(
      outbox.map((message, index) =>
        sealOutboxMessage(tenant, message, { source: entity, sourceSeq: seq, sourceIndex: index }),
      ),
    ),
  };
}

/**
 * An answer as it is stored. `about` is the entity it tells of, when it is known, with the op that
 * it was committed with, if any.
 */
export async function sealIdempotent(
  tenant: string,
  record: IdempotentRecord,
  about?: { readonly entity: string; readonly seq: number | null },
): Promise<IdemRow> {
  const row = {
    key: record.key,
    fingerprint: ownBytes(record.fingerprint),
    entity: about?.entity ?? null,
    seq: about?.seq ?? null,
    status: record.status,
    headers: await sealEnvelope(new TextEncoder().encode(JSON.stringify(record.headers))),
    body: await sealEnvelope(record.body),
    expiresAtMs: record.expiresAtMs,
  };
  return { ...row, checksum: idemChecksum(tenant, row) };
}

/** A snapshot as it is stored. */
export async function sealSnapshot(tenant: string, snapshot: Snapshot): Promise<SnapshotRow> {
  const row = {
    seq: snapshot.seq,
    chainHash: ownBytes(snapshot.chainHash),
    engineVersion: snapshot.engineVersion,
    atMs: snapshot.atMs,
    body: await sealEnvelope(snapshot.body),
  };
  return { ...row, sha256: snapshotChecksum(tenant, snapshot.entity, row) };
}

/** Checksum over every column of an idempotency row. */
export function idemChecksum(tenant: string, row: Omit<IdemRow, "checksum">): Uint8Array {
  return hashFields("semvec.idem.v1", [
    tenant,
    row.key,
    row.fingerprint,
    row.entity ?? "",
    row.seq ?? 0,
    row.status,
    row.headers,
    row.body,
    row.expiresAtMs,
  ]);
}

/** Checksum over every column of a snapshot row. */
export function snapshotChecksum(
  tenant: string,
  entity: string,
  row: Omit<SnapshotRow, "sha256">,
): Uint8Array {
  const { seq, chainHash, engineVersion, atMs, body } = row;
  return hashFields("semvec.snapshot.v1", [
    tenant,
    entity,
    seq,
    chainHash,
    engineVersion,
    atMs,
    body,
  ]);
}

/** Checksum over every column of an outbox row that stays as it was written. */
export function outboxChecksum(
  tenant: string,
  row: Omit<OutboxRow, "checksum" | "visibleAtMs">,
): Uint8Array {
  return hashFields("semvec.outbox.v1", [
    tenant,
    row.target,
    row.targetGenesisSeq,
    row.source,
    row.sourceSeq,
    row.sourceIndex,
    row.body,
  ]);
}

async function sealOutboxMessage(
  tenant: string,
  message: OutboxMessage,
  source: Pick<OutboxRow, "source" | "sourceSeq" | "sourceIndex">,
): Promise<OutboxRow> {
  const { target, targetGenesisSeq, visibleAtMs = 0 } = message;
  const row = { target, targetGenesisSeq, ...source, body: await sealEnvelope(message.body) };
  return { ...row, checksum: outboxChecksum(tenant, row), visibleAtMs };
}

/** A copy with a buffer of its own: a view into a pool would take the whole pool along. */
function ownBytes(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}
