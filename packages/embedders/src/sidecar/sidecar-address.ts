import { isIP } from "node:net";
import { resolve } from "node:path";
import { EmbedderConfigError } from "../errors.js";
import { addressRange } from "../remote/address-range.js";

/** Bytes in the path of a Unix socket, at most: the least that a supported system takes. */
export const socketPathBytesMax = 103;

const portMax = 65_535;

/** Where a sidecar listens. */
export type SidecarAddress =
  | { readonly kind: "unix"; readonly path: string }
  | { readonly kind: "tcp"; readonly host: string; readonly port: number };

/**
 * Reads `unix:/run/semvec/embedder.sock` or `tcp:127.0.0.1:7077`; IPv6 in brackets.
 *
 * @throws {@link EmbedderConfigError} for anything else, and for a path that is too long.
 */
export function parseSidecarAddress(text: string): SidecarAddress {
  if (text.startsWith("unix:")) return { kind: "unix", path: socketPath(text.slice(5)) };
  const [, bracketed, plain, digits = ""] =
    /^tcp:(?:\[([\da-fA-F:.]+)\]|([^[\]:\s]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || Number(digits) > portMax) {
    throw new EmbedderConfigError(
      "the address of a sidecar is unix:/path/to/socket or tcp:HOST:PORT, " +
        "such as tcp:127.0.0.1:7077",
    );
  }
  return { kind: "tcp", host, port: Number(digits) };
}

/** Whether {@link parseSidecarAddress} can read it. */
export function isSidecarAddress(text: string): boolean {
  try {
    parseSidecarAddress(text);
    return true;
  } catch {
    return false;
  }
}

/** The address as {@link parseSidecarAddress} reads it. */
export function formatSidecarAddress(address: SidecarAddress): string {
  if (address.kind === "unix") return `unix:${address.path}`;
  const { host, port } = address;
  return `tcp:${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
}

/** Whether nobody but this machine reaches the address; a name but `localhost` may be anyone's. */
export function isLocalSidecar(address: SidecarAddress): boolean {
  if (address.kind === "unix" || address.host === "localhost") return true;
  // Listening on "all addresses" is in the range of loopback, and is the opposite of local.
  if (/^(0\.0\.0\.0|[0:]+)$/.test(address.host)) return false;
  return addressRange(address.host) === "loopback";
}

function socketPath(text: string): string {
  if (text === "") throw new EmbedderConfigError("unix: needs the path of a socket");
  const path = resolve(text);
  if (Buffer.byteLength(path) > socketPathBytesMax) {
    throw new EmbedderConfigError(
      `the path of a Unix socket has at most ${socketPathBytesMax} bytes: ${path}`,
    );
  }
  return path;
}
