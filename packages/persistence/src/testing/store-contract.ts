import { afterEach, describe } from "@jest/globals";
import type { Clock } from "../clock.js";
import type { StorageEngine } from "../engine/storage-engine.js";
import { EngineStore } from "../store/engine-store.js";
import type { Store } from "../store/store.js";
import { describeCommitContract } from "./contract/commit-contract.js";
import { describeDamageContract } from "./contract/damage-contract.js";
import { describeFaultContract } from "./contract/fault-contract.js";
import { describeMaintenanceContract } from "./contract/maintenance-contract.js";
import { describeOutboxContract } from "./contract/outbox-contract.js";
import { describeRateContract } from "./contract/rate-contract.js";
import { describeReadContract } from "./contract/read-contract.js";
import { ManualClock } from "./manual-clock.js";

/** An open database of the engine under test. */
export interface TestDatabase {
  readonly engine: StorageEngine;
  /** Changes rows behind the engine's back; absent where nothing can. */
  readonly tamper?: (sql: string, ...parameters: unknown[]) => void | Promise<void>;
  /** Closes the engine and removes what it left. */
  dispose(): Promise<void>;
}

/** What the parts of the contract build on. */
export interface ContractBench {
  readonly canTamper: boolean;
  /** A store on a new database, through `wrap` when given. */
  open(options?: {
    wrap?: (engine: StorageEngine) => StorageEngine;
    clock?: Clock;
  }): Promise<{ store: Store; clock: ManualClock; tamper: NonNullable<TestDatabase["tamper"]> }>;
}

/** What every engine has to do; run it over each. */
export function describeStoreContract(
  name: string,
  options: {
    canTamper: boolean;
    /** Whether logs can lose their beginnings. Default: true. */
    canCompact?: boolean;
    open: () => Promise<TestDatabase>;
  },
): void {
  describe(`store contract on ${name}`, () => {
    const databases: TestDatabase[] = [];
    afterEach(async () => {
      for (const database of databases.splice(0)) await database.dispose();
    });
    const bench: ContractBench = {
      canTamper: options.canTamper,
      async open({ wrap = (engine: StorageEngine) => engine, clock } = {}) {
        const database = await options.open();
        databases.push(database);
        const manual = new ManualClock();
        return {
          store: new EngineStore(wrap(database.engine), clock ?? manual),
          clock: manual,
          tamper: async (...args) => database.tamper?.(...args),
        };
      },
    };
    describeCommitContract(bench);
    describeReadContract(bench);
    describeOutboxContract(bench);
    describeFaultContract(bench);
    if (options.canCompact !== false) describeMaintenanceContract(bench);
    describeRateContract(bench);
    if (options.canTamper) describeDamageContract(bench);
  });
}
