import { createHash } from "node:crypto";
import type { Machine } from "@semvec/core";
import type { TenantStore } from "../store/store.js";
import type { Verification } from "./host-types.js";
import type { HotState } from "./hot-state.js";
import { type ReplayMachine, replayFromGenesis } from "./replay.js";

/** Replays a log from its beginning and compares the result with a live state. */
export async function verifyEntity<State, Op>(
  store: TenantStore,
  machine: ReplayMachine<State, Op> & Pick<Machine<State, never, Op, unknown>, "encodeState">,
  live: HotState<State>,
): Promise<Verification> {
  const hash = (state: State | undefined) => {
    const sha256 = createHash("sha256");
    return (state === undefined ? sha256 : sha256.update(machine.encodeState(state))).digest("hex");
  };
  const liveStateHash = hash(live.state);
  const head = await store.head(live.entity);
  if (head === undefined || head.deletedAtMs !== undefined) {
    const stateHash = hash(undefined);
    const seq = head?.seq ?? 0;
    return { seq, opsReplayed: 0, stateHash, liveStateHash, matches: stateHash === liveStateHash };
  }
  const replayed = await replayFromGenesis(store, machine, head, live.entity);
  const stateHash = hash(replayed.state);
  return {
    seq: replayed.seq,
    opsReplayed: replayed.opsSinceSnapshot,
    stateHash,
    liveStateHash,
    matches: replayed.seq === live.seq && stateHash === liveStateHash,
  };
}
