import { entityMachine } from "@semvec/coordination";
import { EntityHost, openStore } from "@semvec/persistence";

/**
 * Opens the file without a server and replays every session from its first op, twice: both replays
 * and the state that a snapshot and its tail give must have one hash.
 */
export async function replayTwice(database, sessions) {
  const problems = [];
  let agreed = 0;
  const store = await openStore({ url: `sqlite:///${database}` });
  for (const session of sessions) {
    const [first, second] = [await verify(store, session), await verify(store, session)];
    if (first.matches && second.matches && first.stateHash === second.stateHash) agreed += 1;
    else problems.push(`${session}: replays differ: ${JSON.stringify([first, second])}`);
  }
  await store.close();
  return { agreed, problems };
}

async function verify(store, session) {
  const host = new EntityHost({ store, machine: entityMachine });
  const verification = await host.verify("anon", session);
  await host.drain();
  return verification;
}
