import { describeStoreContract } from "../testing/store-contract.js";
import { MemoryEngine } from "./memory-engine.js";

describeStoreContract("memory", {
  canTamper: false,
  canCompact: false,
  open: async () => {
    const engine = new MemoryEngine();
    return { engine, dispose: () => engine.close() };
  },
});
