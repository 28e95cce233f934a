import { sessionMachine } from "@semvec/core";
import { EntityHost, openStore } from "@semvec/persistence";

/**
 * Opens the database without a server and replays every session from its first op, twice: both
 * replays and the state that a snapshot and its tail give must have one hash. Every hash of the
 * log and the chain between them are checked on the way.
 *
 * @returns how many agreed, and how many ops each session's log has
 */
export async function replayTwice(url, sessions) {
  const problems = [];
  const lengths = new Map();
  let agreed = 0;
  const store = await openStore({ url });
  for (const session of sessions) {
    const [first, second] = [await verify(store, session), await verify(store, session)];
    lengths.set(session, first.seq);
    const chain = await store.forTenant("anon").verify(session);
    const isChained = chain === undefined ? first.seq === 0 : chain.seq === first.seq;
    if (isChained && first.matches && second.matches && first.stateHash === second.stateHash) {
      agreed += 1;
    } else {
      problems.push(`${session}: replays differ: ${JSON.stringify([first, second, chain])}`);
    }
  }
  await store.close();
  return { agreed, problems, lengths };
}

async function verify(store, session) {
  const host = new EntityHost({ store, machine: sessionMachine });
  const verification = await host.verify("anon", session);
  await host.drain();
  return verification;
}
