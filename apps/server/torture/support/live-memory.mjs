// Loaded before the service (`NODE_OPTIONS=--import …`): on SIGUSR2 it collects garbage and appends
// the bytes that live on to the file that `SEMVEC_LIVE_MEMORY` names. What the process holds
// without that follows the collector, which waits for as long as the machine lets it.
import { appendFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc");

process.on("SIGUSR2", () => {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  appendFileSync(process.env.SEMVEC_LIVE_MEMORY, `${heapUsed + external}\n`);
});
