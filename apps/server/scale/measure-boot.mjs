// How long after kill -9 the service is ready again, with many sessions on disk.
//
//   node apps/server/scale/measure-boot.mjs [--sessions 10000] [--kills 5] [--database URL]
//
// The time is from the start of the process to the first 200 of /v1/readyz, with the default model.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startService } from "./service-process.mjs";

const { values } = parseArgs({
  options: {
    sessions: { type: "string", default: "10000" },
    kills: { type: "string", default: "5" },
    database: { type: "string" },
  },
});
const clients = 64;
const folder = mkdtempSync(join(tmpdir(), "semvec-scale-"));
const database = values.database ?? `sqlite:///${join(folder, "semvec.db")}`;
let service = await startService(database, folder, { SEMVEC_EMBEDDER: "none" });
let next = 0;
await Promise.all(
  Array.from({ length: clients }, async () => {
    while (next < Number(values.sessions)) {
      const session_id = `s${next++}`;
      const turn = { session_id, message: "hi", query_embedding: [1, 0], response: "yes" };
      await service.post("/v1/session/create", { session_id, dimension: 2 });
      await service.post("/v1/run", { ...turn, response_embedding: [0, 1] });
    }
  }),
);
const times = [];
for (let kill = 0; kill < Number(values.kills); kill++) {
  await service.kill();
  service = await startService(database, folder, { SEMVEC_EMBEDDER: "use-lite" });
  times.push(Math.round(service.readyMs));
}
await service.stop();
console.log(`${values.sessions} sessions; ready after ${times.join(", ")} ms`);
rmSync(folder, { recursive: true });
