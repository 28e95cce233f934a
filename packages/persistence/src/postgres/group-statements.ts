import { BytePack } from "./byte-pack.js";
import { keyOf, type PendingRow, type PendingSet } from "./pending-set.js";
import type { Statement } from "./pipeline.js";
import type { Parameter } from "./wire-values.js";

/*
 * The statements of a group commit, each over all rows of the group. They are ordered by key, so
 * that two groups take their rows in one order. Lookups stand in scalar subqueries, which are
 * index probes whatever the statistics say of the tables.
 */

const hashBytes = 32;
const opIdBytes = 16;

/** True for keys that are taken at the time of their request. */
const keyIsUsed = `coalesce((SELECT i.expires_ms > r.now_ms FROM idem i
  WHERE i.tenant = r.tenant AND i.key = r.idem_key), false)`;

/** Appends the ops whose place is free, whose predecessor stands and whose key is not used. */
export function insertOps(rows: readonly PendingRow[]): Statement {
  const pack = new BytePack();
  const at = rows.map(({ row: { op } }) => {
    const first = pack.add(op.opId);
    for (const bytes of [op.hash, op.prevHash, op.body]) pack.add(bytes);
    return first;
  });
  const column = columnOf(rows);
  return {
    text: `
      INSERT INTO op (tenant, entity, seq, op_id, hash, prev_hash, body, kind, engine_v, ts_ms)
      SELECT tenant, entity, seq, op_id, hash, prev_hash, body, kind, engine_v, ts_ms
      FROM (
        SELECT *, substr($1::bytea, at, ${opIdBytes}) AS op_id,
          substr($1::bytea, at + ${opIdBytes}, ${hashBytes}) AS hash,
          substr($1::bytea, at + ${opIdBytes + hashBytes}, prev) AS prev_hash,
          substr($1::bytea, at + ${opIdBytes + hashBytes} + prev, len) AS body
        FROM unnest($2::text[], $3::text[], $4::int8[], $5::text[], $6::int8[], $7::int8[],
          $8::text[], $9::int8[], $10::int4[], $11::int4[], $12::int4[])
          AS u (tenant, entity, seq, kind, engine_v, ts_ms, idem_key, now_ms, at, prev, len)
        OFFSET 0
      ) AS r
      WHERE (idem_key IS NULL OR NOT ${keyIsUsed})
        AND (seq = 1
          OR prev_hash = (SELECT p.hash FROM op p
            WHERE p.tenant = r.tenant AND p.entity = r.entity AND p.seq = r.seq - 1)
          OR prev_hash = (SELECT s.chain_hash FROM snapshot s
            WHERE s.tenant = r.tenant AND s.entity = r.entity AND s.seq = r.seq - 1))
      ORDER BY tenant, entity, seq
      ON CONFLICT DO NOTHING
      RETURNING tenant, entity`,
    values: [
      pack.toBytes(),
      ...tenantAndEntity(rows),
      column(({ row }) => row.op.seq),
      column(({ row }) => row.op.opKind),
      column(({ row }) => row.op.engineVersion),
      column(({ row }) => row.op.atMs),
      column(({ set }) => keyOf(set) ?? null),
      column(({ set }) => set.nowMs),
      at,
      column(({ row }) => row.op.prevHash.byteLength),
      column(({ row }) => row.op.body.byteLength),
    ],
  };
}

/** Frees the keys of sets that have expired. */
export function freeExpiredKeys(rows: readonly PendingRow[]): Statement {
  const keyed = rows.flatMap(({ set, row: { idem } }) => (idem === null ? [] : [{ set, idem }]));
  return {
    text: `
      DELETE FROM idem i USING unnest($1::text[], $2::text[], $3::int8[]) AS r (tenant, key, now_ms)
      WHERE i.tenant = r.tenant AND i.key = r.key AND i.expires_ms <= r.now_ms`,
    values: [
      keyed.map(({ set }) => set.tenant),
      keyed.map(({ idem }) => idem.key),
      keyed.map(({ set }) => set.nowMs),
    ],
  };
}

/** Takes the keys of won sets. */
export function insertKeys(rows: readonly PendingRow[]): Statement {
  const pack = new BytePack();
  const keys = rows.flatMap(({ set, row: { idem } }) =>
    idem === null ? [] : [{ tenant: set.tenant, idem }],
  );
  const at = keys.map(({ idem }) => {
    const first = pack.add(idem.checksum);
    for (const bytes of [idem.fingerprint, idem.headers, idem.body]) pack.add(bytes);
    return first;
  });
  return {
    text: `
      INSERT INTO idem
        (tenant, key, entity, seq, status, expires_ms, checksum, fp, headers, body)
      SELECT tenant, key, entity, seq, status, expires_ms,
        substr($1::bytea, at, ${hashBytes}), substr($1::bytea, at + ${hashBytes}, fp),
        substr($1::bytea, at + ${hashBytes} + fp, headers),
        substr($1::bytea, at + ${hashBytes} + fp + headers, body)
      FROM unnest($2::text[], $3::text[], $4::text[], $5::int8[], $6::int4[], $7::int8[],
        $8::int4[], $9::int4[], $10::int4[], $11::int4[])
        AS r (tenant, key, entity, seq, status, expires_ms, at, fp, headers, body)
      ORDER BY tenant, key
      ON CONFLICT DO NOTHING
      RETURNING key`,
    values: [
      pack.toBytes(),
      keys.map(({ tenant }) => tenant),
      keys.map(({ idem }) => idem.key),
      keys.map(({ idem }) => idem.entity),
      keys.map(({ idem }) => idem.seq),
      keys.map(({ idem }) => idem.status),
      keys.map(({ idem }) => idem.expiresAtMs),
      at,
      keys.map(({ idem }) => idem.fingerprint.byteLength),
      keys.map(({ idem }) => idem.headers.byteLength),
      keys.map(({ idem }) => idem.body.byteLength),
    ],
  };
}

/** Directory lines of entities that begin, as columns of `r` in the two statements below. */
function beginnings(rows: readonly PendingRow[]): { from: string; values: Parameter[] } {
  const pack = new BytePack();
  const column = columnOf(rows);
  const metas = rows.map(({ row }) => row.genesis?.meta ?? null);
  return {
    from: `
      FROM unnest($2::text[], $3::text[], $4::text[], $5::int8[], $6::int8[], $7::int4[],
        $8::int4[]) AS r (tenant, entity, kind, seq, ts_ms, at, len)`,
    values: bytesFirst(
      pack,
      ...tenantAndEntity(rows),
      column(({ row }) => row.kind),
      column(({ row }) => row.op.seq),
      column(({ row }) => row.op.atMs),
      metas.map((meta) => (meta === null ? null : pack.add(meta))),
      metas.map((meta) => (meta === null ? null : meta.byteLength)),
    ),
  };
}

/** Writes the directory lines of entities that begin for the first time. */
export function beginEntities(rows: readonly PendingRow[]): Statement {
  const { from, values } = beginnings(rows);
  return {
    text: `
      INSERT INTO entity (tenant, entity, kind, genesis_seq, created_ms, meta)
      SELECT tenant, entity, kind, seq, ts_ms, substr($1::bytea, at, len) ${from}
      ORDER BY tenant, entity
      ON CONFLICT DO NOTHING
      RETURNING entity`,
    values,
  };
}

/** Writes the directory lines of entities that begin again; one that lives is left alone. */
export function beginAgain(rows: readonly PendingRow[]): Statement {
  const { from, values } = beginnings(rows);
  return {
    text: `
      UPDATE entity SET kind = r.kind, genesis_seq = r.seq, created_ms = r.ts_ms,
        deleted_ms = NULL, meta = substr($1::bytea, r.at, r.len) ${from}
      WHERE entity.tenant = r.tenant AND entity.entity = r.entity
        AND entity.deleted_ms IS NOT NULL
      RETURNING entity.entity`,
    values,
  };
}

/** Marks entities as ended; one that does not live is left alone. */
export function endEntities(rows: readonly PendingRow[]): Statement {
  const column = columnOf(rows);
  return {
    text: `
      UPDATE entity SET deleted_ms = r.ts_ms, meta = NULL
      FROM unnest($1::text[], $2::text[], $3::int8[]) AS r (tenant, entity, ts_ms)
      WHERE entity.tenant = r.tenant AND entity.entity = r.entity AND entity.deleted_ms IS NULL
      RETURNING entity.entity`,
    values: [...tenantAndEntity(rows), column(({ row }) => row.op.atMs)],
  };
}

/** Drops states that nobody may read any more. */
export function dropSnapshots(rows: readonly PendingRow[]): Statement {
  return {
    text: `
      DELETE FROM snapshot s USING unnest($1::text[], $2::text[]) AS r (tenant, entity)
      WHERE s.tenant = r.tenant AND s.entity = r.entity`,
    values: tenantAndEntity(rows),
  };
}

/** Writes the events of won sets. */
export function insertOutbox(rows: readonly PendingRow[]): Statement {
  const pack = new BytePack();
  const events = rows.flatMap(({ set, row }) =>
    row.outbox.map((event) => ({ tenant: set.tenant, ...event })),
  );
  const at = events.map(({ checksum, body }) => {
    const first = pack.add(checksum);
    pack.add(body);
    return first;
  });
  return {
    text: `
      INSERT INTO outbox (tenant, target, target_genesis_seq, src, src_seq, src_index, visible_ms,
        checksum, body)
      SELECT tenant, target, target_genesis_seq, src, src_seq, src_index, visible_ms,
        substr($1::bytea, at, ${hashBytes}), substr($1::bytea, at + ${hashBytes}, len)
      FROM unnest($2::text[], $3::text[], $4::int8[], $5::text[], $6::int8[], $7::int4[],
        $8::int8[], $9::int4[], $10::int4[]) WITH ORDINALITY
        AS r (tenant, target, target_genesis_seq, src, src_seq, src_index, visible_ms, at, len,
          place)
      ORDER BY place`,
    values: [
      pack.toBytes(),
      events.map(({ tenant }) => tenant),
      events.map(({ target }) => target),
      events.map(({ targetGenesisSeq }) => targetGenesisSeq),
      events.map(({ source }) => source),
      events.map(({ sourceSeq }) => sourceSeq),
      events.map(({ sourceIndex }) => sourceIndex),
      events.map(({ visibleAtMs }) => visibleAtMs),
      at,
      events.map(({ body }) => body.byteLength),
    ],
  };
}

/** Asks why sets were not written: made earlier, their key used, or neither. */
export function explainLosers(sets: readonly PendingSet[]): Statement {
  const pack = new BytePack();
  const firsts = sets.flatMap(({ rows: [first] }) => (first === undefined ? [] : [first]));
  return {
    text: `
      SELECT coalesce((SELECT o.op_id = substr($1::bytea, r.at, ${opIdBytes}) FROM op o
          WHERE o.tenant = r.tenant AND o.entity = r.entity AND o.seq = r.seq), false) AS made,
        ${keyIsUsed} AS used
      FROM unnest($2::text[], $3::text[], $4::int8[], $5::text[], $6::int8[], $7::int4[])
        WITH ORDINALITY AS r (tenant, entity, seq, idem_key, now_ms, at, place)
      ORDER BY place`,
    values: bytesFirst(
      pack,
      sets.map(({ tenant }) => tenant),
      firsts.map(({ entity }) => entity),
      firsts.map(({ op }) => op.seq),
      sets.map((set) => keyOf(set) ?? null),
      sets.map(({ nowMs }) => nowMs),
      firsts.map(({ op }) => pack.add(op.opId)),
    ),
  };
}

function columnOf(rows: readonly PendingRow[]) {
  return <T extends string | number | null>(value: (row: PendingRow) => T): T[] => rows.map(value);
}

function tenantAndEntity(rows: readonly PendingRow[]): Parameter[] {
  return [rows.map(({ set }) => set.tenant), rows.map(({ row }) => row.entity)];
}

/** Puts the packed bytes before values that were computed while packing. */
function bytesFirst(pack: BytePack, ...values: readonly Parameter[]): Parameter[] {
  return [pack.toBytes(), ...values];
}
