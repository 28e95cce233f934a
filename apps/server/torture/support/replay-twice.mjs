import { entityMachine } from "@semvec/coordination";
import { EntityHost, openStore } from "@semvec/persistence";

/**
 * Opens the database without a server and replays every session from its first op, twice: both
 * replays and the state that a snapshot and its tail give must have one hash. Every hash of the
 * log and the chain between them are checked on the way.
 *
 * @returns how many agreed, and for each session the length of its log and the hash of its state
 */
export async function replayTwice(url, sessions) {
  const problems = [];
  const lengths = new Map();
  const hashes = new Map();
  let agreed = 0;
  const store = await openStore({ url });
  for (const session of sessions) {
    const [first, second] = [await verify(store, session), await verify(store, session)];
    lengths.set(session, first.seq);
    hashes.set(session, first.stateHash);
    const chain = await store.forTenant("anon").verify(session);
    problems.push(...(await checkTimes(store, session)));
    const isChained = chain === undefined ? first.seq === 0 : chain.seq === first.seq;
    if (isChained && first.matches && second.matches && first.stateHash === second.stateHash) {
      agreed += 1;
    } else {
      problems.push(`${session}: replays differ: ${JSON.stringify([first, second, chain])}`);
    }
  }
  await store.close();
  return { agreed, problems, lengths, hashes };
}

/** Whatever clocks did, the times of a log do not go back. */
async function checkTimes(store, session) {
  const tenant = store.forTenant("anon");
  const { anchor } = (await tenant.head(session)) ?? {};
  let [seq, atMs] = [anchor?.seq ?? 0, 0];
  for (;;) {
    const ops = await tenant.readOps(session, seq, 256);
    if (ops.length === 0) return [];
    for (const op of ops) {
      if (op.atMs < atMs) return [`${session}: op ${op.seq} is older than the one before it`];
      [seq, atMs] = [op.seq, op.atMs];
    }
  }
}

async function verify(store, session) {
  const host = new EntityHost({ store, machine: entityMachine });
  const verification = await host.verify("anon", session);
  await host.drain();
  return verification;
}
