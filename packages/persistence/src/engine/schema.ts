import type { Generated } from "kysely";

/** The tables, as every engine has them; column types adapt to the database. */
export interface Schema {
  op: {
    tenant: string;
    entity: string;
    seq: number;
    op_id: Uint8Array;
    prev_hash: Uint8Array;
    hash: Uint8Array;
    kind: string;
    engine_v: number;
    ts_ms: number;
    body: Uint8Array;
  };
  snapshot: {
    tenant: string;
    entity: string;
    seq: number;
    chain_hash: Uint8Array;
    engine_v: number;
    ts_ms: number;
    sha256: Uint8Array;
    body: Uint8Array;
  };
  entity: {
    tenant: string;
    entity: string;
    kind: string;
    genesis_seq: number;
    created_ms: number;
    deleted_ms: number | null;
    meta: Uint8Array | null;
    anchor_seq: number | null;
    anchor_hash: Uint8Array | null;
  };
  idem: {
    tenant: string;
    key: string;
    fp: Uint8Array;
    entity: string | null;
    seq: number | null;
    status: number;
    headers: Uint8Array;
    body: Uint8Array;
    checksum: Uint8Array;
    expires_ms: number;
  };
  outbox: {
    id: Generated<number>;
    tenant: string;
    target: string;
    target_genesis_seq: number;
    src: string;
    src_seq: number;
    src_index: number;
    body: Uint8Array;
    checksum: Uint8Array;
    visible_ms: number;
    attempts: number;
  };
  rate: {
    tenant: string;
    policy: string;
    tat_us: number;
  };
  worker: {
    id: string;
    url: string | null;
    build: string | null;
    heartbeat_ms: number;
    draining: number;
  };
}
