import { CorruptEntityError } from "../errors.js";
import { genesisHash, sameBytes } from "./chain.js";
import type { LogVerification } from "./maintenance.js";
import type { TenantStore } from "./store.js";

type ReadStore = Pick<TenantStore, "head" | "latestSnapshot" | "readOps" | "tenant">;

/** Ops read at a time. */
const pageOps = 256;

/** See {@link TenantStore.verify}. */
export async function verifyLog(
  store: ReadStore,
  entity: string,
): Promise<LogVerification | undefined> {
  const head = await store.head(entity);
  if (head === undefined) return undefined;
  const fail = (problem: string) => {
    throw new CorruptEntityError(entity, problem, { tenant: store.tenant });
  };
  const { anchor } = head;
  let { seq, hash } = anchor ?? { seq: 0, hash: genesisHash() };
  let ops = 0;
  const hashes = new Map<number, Uint8Array>([[seq, hash]]);
  while (seq < head.seq) {
    const page = await store.readOps(entity, seq, pageOps);
    const [first] = page;
    if (first === undefined) return fail(`ops ${seq + 1} to ${head.seq} are missing`);
    if (!sameBytes(first.prevHash, hash)) fail(`op ${first.seq} does not follow op ${seq}`);
    for (const op of page) {
      ({ seq, hash } = op);
      hashes.set(seq, hash);
    }
    ops += page.length;
  }
  if (head.seq === 0) fail("the log is missing");
  let snapshots = 0;
  let snapshot = await store.latestSnapshot(entity);
  while (snapshot !== undefined) {
    snapshots += 1;
    const expected = hashes.get(snapshot.seq);
    if (expected !== undefined && !sameBytes(expected, snapshot.chainHash)) {
      fail(`the snapshot at ${snapshot.seq} is of another log`);
    }
    snapshot = await store.latestSnapshot(entity, snapshot.seq);
  }
  return { seq, hash, ops, snapshots, ...(anchor !== undefined && { anchor }) };
}
