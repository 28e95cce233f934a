// How long after kill -9 the service is ready again, with many sessions on disk.
//
//   npm run torture:boot -- [--sessions 10000] [--kills 10] [--ready-ms 2000] [--database URL]
//
// The time is from the start of the process to the first 200 of /v1/readyz, with the default model.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { finish } from "../torture/support/finish.mjs";
import { startService } from "./service-process.mjs";

const { values } = parseArgs({
  options: {
    sessions: { type: "string", default: "10000" },
    kills: { type: "string", default: "10" },
    // How long the slowest start may take.
    "ready-ms": { type: "string", default: "2000" },
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
rmSync(folder, { recursive: true });
const slowest = Math.max(...times);
finish(
  "torture:boot",
  `${values.sessions} sessions on disk, ready after ${times.length} kills in ` +
    `${Math.min(...times)} to ${slowest} ms`,
  slowest > Number(values["ready-ms"]) ? [`a start took ${slowest} ms`] : [],
);
