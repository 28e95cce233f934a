import type { TenantStore } from "@semvec/persistence";
import { describeError } from "../world/explained-errors.js";
import type { SimWorker } from "../world/sim-worker.js";
import { listEverything } from "./final-log.js";
import { stateHash } from "./state-hash.js";

/** The state of an entity as a worker holds it in the end. */
export interface LiveState {
  readonly worker: string;
  readonly tenant: string;
  readonly entity: string;
  readonly seq: number;
  readonly hash: string;
  /** Present when the worker could not tell. */
  readonly error?: string;
}

/** Asks for every entity, each of one worker: they take turns. */
export async function readLiveStates(
  workers: readonly SimWorker[],
  stores: readonly TenantStore[],
): Promise<readonly LiveState[]> {
  const states: LiveState[] = [];
  for (const store of stores) {
    const entities = await listEverything(store);
    const read = async (worker: SimWorker, turn: number) => {
      for (const [index, entity] of entities.entries()) {
        if (index % workers.length !== turn) continue;
        states.push(await readOne(worker, store.tenant, entity));
      }
    };
    await Promise.all(workers.map(read));
  }
  return states;
}

async function readOne(worker: SimWorker, tenant: string, entity: string): Promise<LiveState> {
  const where = { worker: worker.process.name, tenant, entity };
  try {
    return await worker.host.read(tenant, entity, (state, { seq }) => {
      return { ...where, seq, hash: stateHash(state) };
    });
  } catch (error) {
    return { ...where, seq: 0, hash: "", error: describeError(error) };
  }
}
