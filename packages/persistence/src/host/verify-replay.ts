import { createHash } from "node:crypto";
import type { Machine } from "@semvec/core";
import { CorruptEntityError } from "../errors.js";
import type { TenantStore } from "../store/store.js";
import type { Verification } from "./host-types.js";
import type { HotState } from "./hot-state.js";
import { catchUp, loadHotState, type ReplayMachine, replayFromGenesis } from "./replay.js";

/** What {@link verifyReplay} found: a {@link Verification} without a host. */
export interface ReplayVerification extends Verification {
  /** What is wrong with the snapshots that were passed over; empty when all was well. */
  readonly snapshotProblems: readonly string[];
}

/**
 * Replays a log from its beginning and compares the state with the one that the newest snapshot
 * and the ops after it give. Writes nothing, so it may run beside the process that writes.
 *
 * @returns nothing when the entity does not exist or has ended
 * @throws CorruptEntityError, EngineVersionError when the log cannot be replayed
 */
export async function verifyReplay<State, Op>(
  store: TenantStore,
  machine: ReplayMachine<State, Op> & Pick<Machine<State, never, Op, unknown>, "encodeState">,
  entity: string,
): Promise<ReplayVerification | undefined> {
  const head = await store.head(entity);
  if (head === undefined || head.deletedAtMs !== undefined) return undefined;
  const replayed = await replayFromGenesis(store, machine, head, entity);
  const snapshotProblems: string[] = [];
  const live = await loadHotState(store, machine, entity, ({ message }) => {
    snapshotProblems.push(message);
  });
  await meet(store, machine, replayed, live);
  const stateHash = hashOf(machine, replayed.state);
  const liveStateHash = hashOf(machine, live.state);
  return {
    seq: replayed.seq,
    opsReplayed: replayed.opsSinceSnapshot,
    stateHash,
    liveStateHash,
    matches: stateHash === liveStateHash,
    snapshotProblems,
  };
}

/** Others may append meanwhile: brings two states to the same op. */
async function meet<State, Op>(
  store: TenantStore,
  machine: ReplayMachine<State, Op>,
  a: HotState<State>,
  b: HotState<State>,
): Promise<void> {
  while (a.seq !== b.seq) {
    const behind = a.seq < b.seq ? a : b;
    if (await catchUp(store, machine, behind)) continue;
    const problem = `op ${behind.seq + 1} does not follow op ${behind.seq}`;
    throw new CorruptEntityError(a.entity, problem, { tenant: a.tenant });
  }
}

function hashOf<State>(
  machine: Pick<Machine<State, never, never, unknown>, "encodeState">,
  state: State | undefined,
): string {
  const bytes = state === undefined ? new Uint8Array() : machine.encodeState(state);
  return createHash("sha256").update(bytes).digest("hex");
}
