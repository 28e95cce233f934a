import { CorruptEntityError, type StoredOp, type TenantStore } from "@semvec/persistence";

/** Ops read at a time: the event loop gets its turn in between. */
const pageOps = 128;

/**
 * The ops of an entity's log after one place, up to and with another.
 *
 * @throws CorruptEntityError when the log is damaged or ends before
 */
export async function* readLog(
  store: TenantStore,
  entity: string,
  { afterSeq, untilSeq }: { readonly afterSeq: number; readonly untilSeq: number },
): AsyncGenerator<StoredOp, void, undefined> {
  let seq = afterSeq;
  while (seq < untilSeq) {
    const ops = await store.readOps(entity, seq, Math.min(pageOps, untilSeq - seq));
    if (ops.length === 0) {
      const { tenant } = store;
      throw new CorruptEntityError(entity, `the log ends before op ${untilSeq}`, { tenant });
    }
    for (const op of ops) {
      yield op;
      seq = op.seq;
    }
  }
}
