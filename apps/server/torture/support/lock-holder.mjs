import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const self = fileURLToPath(import.meta.url);

/** Holds SQLite's write lock from another process for a while; resolves when it is free again. */
export async function holdWriteLock(path, ms) {
  const child = spawn(process.execPath, [self, path, String(ms)], { stdio: "inherit" });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`the lock's holder ended with ${code}`);
}

if (process.argv[1] === self) {
  const [path, ms] = process.argv.slice(2);
  const manifest = fileURLToPath(import.meta.resolve("@semvec/persistence/package.json"));
  const Database = createRequire(manifest)("better-sqlite3");
  const db = new Database(path, { timeout: 60_000 });
  db.exec("BEGIN IMMEDIATE");
  setTimeout(() => {
    db.exec("ROLLBACK");
    db.close();
  }, Number(ms));
}
