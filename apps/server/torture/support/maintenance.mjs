import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { entityMachine } from "@semvec/coordination";
import { openStore } from "@semvec/persistence";

const self = fileURLToPath(import.meta.url);
const erasedAnswer = { status: 410, headers: {}, body: new Uint8Array() };

/** Compacts and erases in a process of its own, which is killed after a while if it still runs. */
export async function maintainUntilKilled(databaseUrl, compacted, erased, afterMs) {
  const child = spawn(process.execPath, [self, databaseUrl, compacted.join(), erased.join()], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  await Promise.race([once(child.stdout, "data"), exited]);
  const timer = setTimeout(() => child.kill("SIGKILL"), afterMs);
  const [code] = await exited;
  clearTimeout(timer);
  if (code !== 0 && code !== null) throw new Error(`maintenance ended with ${code}`);
}

async function maintain(url, compacted, erased) {
  const store = await openStore({ url });
  process.stdout.write("open\n");
  const tenant = store.forTenant("anon");
  for (const session of erased) await tenant.erase(session, erasedAnswer);
  for (const session of compacted) await tenant.compact(session, entityMachine);
  await store.close();
}

if (process.argv[1] === self) {
  const [url, compacted, erased] = process.argv.slice(2);
  await maintain(url, compacted.split(",").filter(Boolean), erased.split(",").filter(Boolean));
}
