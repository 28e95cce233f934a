import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A new folder with room for a socket, and how to remove it. */
export function socketFolder() {
  const folder = mkdtempSync(join(tmpdir(), "semvec-sock-"));
  const path = join(folder, "embedder.sock");
  return {
    folder,
    path,
    address: `unix:${path}`,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
