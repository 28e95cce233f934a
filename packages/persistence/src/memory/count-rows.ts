import type { ClaimedOutboxRow, StatusRow } from "../engine/engine-rows.js";
import type { TenantRows } from "./memory-rows.js";

/** How many rows there are, and the bytes of their bodies. */
export function countRows(
  tenants: Iterable<TenantRows>,
  outbox: readonly ClaimedOutboxRow[],
  nowMs: number,
): StatusRow {
  const all = [...tenants];
  const entities = all.flatMap((tenant) => [...tenant.entities.values()]);
  const idem = all.flatMap((tenant) => [...tenant.idem.values()]);
  const ops = entities.flatMap((entity) => entity.ops);
  const snapshots = entities.flatMap((entity) => entity.snapshots);
  const tableBytes = Object.entries({ op: ops, snapshot: snapshots, idem, outbox }).map(
    ([table, rows]) => ({ table, bytes: bodyBytes(rows) }),
  );
  const [oldest] = outbox;
  return {
    ops: ops.length,
    snapshots: snapshots.length,
    entities: entities.filter(({ directory }) => directory !== undefined).length,
    idempotencyRows: idem.length,
    idempotencyRowsExpired: idem.filter(({ expiresAtMs }) => expiresAtMs <= nowMs).length,
    outboxRows: outbox.length,
    oldestOutbox:
      oldest === undefined
        ? null
        : {
            tenant: oldest.tenant,
            source: oldest.source,
            sourceSeq: oldest.sourceSeq,
            attempts: oldest.attempts,
          },
    bytes: tableBytes.reduce((sum, { bytes }) => sum + bytes, 0),
    tableBytes,
  };
}

function bodyBytes(rows: readonly { readonly body: Uint8Array }[]): number {
  return rows.reduce((sum, { body }) => sum + body.byteLength, 0);
}
