import { BlockList, isIP } from "node:net";

/** What kind of network an address belongs to, as far as requests by a server are concerned. */
export type AddressRange = "forbidden" | "loopback" | "private" | "public";

type Subnet = readonly [network: string, prefixBits: number, family: "ipv4" | "ipv6"];

/**
 * Where cloud platforms answer with credentials, and the link-local networks that hold them: never
 * an embedder. IPv6 forms that carry an IPv4 address are listed beside it.
 */
const forbidden = blockList([
  ["169.254.0.0", 16, "ipv4"],
  ["100.100.100.200", 32, "ipv4"],
  ["192.0.0.192", 32, "ipv4"],
  ["224.0.0.0", 4, "ipv4"],
  ["fe80::", 10, "ipv6"],
  ["fd00:ec2::254", 128, "ipv6"],
  ["fd20:ce::254", 128, "ipv6"],
  ["64:ff9b::a9fe:0", 112, "ipv6"],
  ["2002:a9fe::", 32, "ipv6"],
  ["ff00::", 8, "ipv6"],
]);

const loopback = blockList([
  ["0.0.0.0", 8, "ipv4"],
  ["127.0.0.0", 8, "ipv4"],
  ["::", 127, "ipv6"],
]);

const privateUse = blockList([
  ["10.0.0.0", 8, "ipv4"],
  ["100.64.0.0", 10, "ipv4"],
  ["172.16.0.0", 12, "ipv4"],
  ["192.168.0.0", 16, "ipv4"],
  ["fc00::", 7, "ipv6"],
]);

/**
 * The range of an IP address. IPv4 addresses mapped into IPv6 count as themselves; what is not an
 * address is forbidden.
 */
export function addressRange(address: string): AddressRange {
  const [bare = ""] = address.split("%");
  const version = isIP(bare);
  if (version === 0) return "forbidden";
  const family = version === 4 ? "ipv4" : "ipv6";
  if (forbidden.check(bare, family)) return "forbidden";
  if (loopback.check(bare, family)) return "loopback";
  return privateUse.check(bare, family) ? "private" : "public";
}

function blockList(subnets: readonly Subnet[]): BlockList {
  const list = new BlockList();
  for (const [network, prefixBits, family] of subnets) list.addSubnet(network, prefixBits, family);
  return list;
}
