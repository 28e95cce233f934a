import { BlockList, isIP } from "node:net";
import { ConfigError } from "../errors/errors.js";

const hopsMax = 16;

/** Names that Express knows for networks. */
const networkNames = new Set(["loopback", "linklocal", "uniquelocal"]);

/**
 * Whose `X-Forwarded-For` is believed: a number of hops, or addresses, networks (CIDR) and the
 * names `loopback`, `linklocal`, `uniquelocal`.
 *
 * @throws ConfigError for anything else
 */
export function trustedProxies(value: string | undefined): number | readonly string[] | undefined {
  if (value === undefined || value === "none") return undefined;
  if (/^\d+$/.test(value) && Number(value) <= hopsMax) return Number(value);
  const networks = value.split(",").map((item) => item.trim());
  if (networks.every(isNetwork)) return networks;
  throw new ConfigError(
    `SEMVEC_TRUST_PROXY must be a number of hops up to ${hopsMax}, or networks such as 10.0.0.0/8`,
  );
}

function isNetwork(value: string): boolean {
  if (networkNames.has(value)) return true;
  const [address = "", prefix, ...rest] = value.split("/");
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  if (prefix === undefined) return true;
  if (!/^\d{1,3}$/.test(prefix)) return false;
  try {
    new BlockList().addSubnet(address, Number(prefix), family === 6 ? "ipv6" : "ipv4");
    return true;
  } catch {
    return false;
  }
}
