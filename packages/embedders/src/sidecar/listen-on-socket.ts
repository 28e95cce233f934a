import { once } from "node:events";
import { lstatSync, renameSync, rmSync } from "node:fs";
import { connect, type Server } from "node:net";
import { EmbedderConfigError } from "../errors.js";
import type { SidecarAddress } from "./sidecar-address.js";

/** Only the user who started the sidecar may connect. */
const ownerOnlyUmask = 0o177;

/**
 * Listens, and takes the place of a socket file whose sidecar is gone.
 *
 * @throws {@link EmbedderConfigError} if somebody listens there, or the file is no socket.
 */
export async function listenOnSocket(server: Server, address: SidecarAddress): Promise<void> {
  try {
    if (address.kind === "tcp") await listen(server, address);
    else await listenOnPath(server, address.path);
  } catch (cause) {
    if (cause instanceof EmbedderConfigError) throw cause;
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
    const place = address.kind === "unix" ? address.path : `${address.host}, port ${address.port}`;
    throw new EmbedderConfigError(`cannot listen on ${place} (${reason})`, { cause });
  }
}

async function listenOnPath(server: Server, path: string): Promise<void> {
  await removeStaleSocket(path);
  // The file has its mode from its first moment: a path is bound before `listen` returns.
  const umask = process.umask(ownerOnlyUmask);
  let listening: Promise<void>;
  try {
    listening = listen(server, { path });
  } finally {
    process.umask(umask);
  }
  await listening;
}

async function listen(server: Server, options: Parameters<Server["listen"]>[0]): Promise<void> {
  server.listen(options);
  await once(server, "listening");
}

/**
 * Removes the socket file of a sidecar that was killed. It is moved aside first, and what was moved
 * is what was found dead: another sidecar may have taken the place in between, and is left alone.
 */
async function removeStaleSocket(path: string): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isSocket()) {
    throw new EmbedderConfigError(`${path} is there and is no socket: name another path`);
  }
  if (await isAnswered(path)) throw inUse(path);
  const aside = `${path}.${process.pid}`;
  renameSync(path, aside);
  const moved = lstatSync(aside);
  if (moved.ino === found.ino && moved.mtimeMs === found.mtimeMs) {
    rmSync(aside);
    return;
  }
  renameSync(aside, path);
  throw inUse(path);
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    // Anything but a refusal may come from a sidecar that is only busy.
    socket.once("error", ({ code }: NodeJS.ErrnoException) => {
      resolve(code !== "ECONNREFUSED" && code !== "ENOENT");
    });
  });
}

function inUse(path: string): EmbedderConfigError {
  return new EmbedderConfigError(`another sidecar listens on ${path}: stop it, or name another`);
}
