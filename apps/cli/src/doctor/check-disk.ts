import { statfs } from "node:fs/promises";
import type { ServerConfig } from "@semvec/server";
import { existingFolder } from "./existing-folder.js";
import type { Finding } from "./finding.js";

const mebibyte = 1024 * 1024;

/** Free bytes below which the service may not be able to write. */
export const diskBytesMin = 64 * mebibyte;
/** Free bytes below which it is time to make room. */
export const diskBytesLow = 1024 * mebibyte;

/** Whether there is room where the data goes. */
export async function checkDisk(
  config: Pick<ServerConfig, "dataDirectory">,
): Promise<Omit<Finding, "check">> {
  const folder = existingFolder(config.dataDirectory);
  const { bavail, bsize } = await statfs(folder);
  return diskFinding(bavail * bsize, folder);
}

/** What a number of free bytes means. */
export function diskFinding(freeBytes: number, folder: string): Omit<Finding, "check"> {
  const detail = `${Math.floor(freeBytes / mebibyte)} MiB free at ${folder}`;
  if (freeBytes < diskBytesMin) return { status: "failure", detail: `${detail}: make room` };
  return { status: freeBytes < diskBytesLow ? "warning" : "ok", detail };
}
