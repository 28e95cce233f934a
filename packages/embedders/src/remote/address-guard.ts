import { lookup as systemLookup } from "node:dns/promises";
import { isIP, type LookupFunction } from "node:net";
import { EmbedderUnavailableError, ForbiddenAddressError } from "../errors.js";
import { type AddressRange, addressRange } from "./address-range.js";

/** An address that a name resolved to. */
export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** Resolves a name to all its addresses. */
export type Resolver = (hostname: string) => Promise<readonly ResolvedAddress[]>;

/** The system's resolver. */
export const systemResolver: Resolver = (hostname) => systemLookup(hostname, { all: true });

/**
 * Binds a host to the address ranges it resolves to now. The operator may name a private host, but
 * if the name later leads into another range (DNS rebinding), no connection is made.
 */
export class AddressGuard {
  readonly #ranges: ReadonlySet<AddressRange>;
  readonly #resolver: Resolver;

  private constructor(ranges: ReadonlySet<AddressRange>, resolver: Resolver) {
    this.#ranges = ranges;
    this.#resolver = resolver;
  }

  /**
   * @throws {@link ForbiddenAddressError} if the host is, or resolves to, a link-local, multicast
   *   or metadata address.
   * @throws {@link EmbedderUnavailableError} if the name cannot be resolved.
   */
  static async create(hostname: string, resolver = systemResolver): Promise<AddressGuard> {
    // A URL writes IPv6 addresses in brackets.
    const host = hostname.replace(/^\[(.*)\]$/, "$1");
    const addresses = isIP(host) === 0 ? await resolve(host, resolver) : [{ address: host }];
    const ranges = new Set(addresses.map(({ address }) => addressRange(address)));
    if (ranges.has("forbidden")) {
      throw new ForbiddenAddressError(
        "the embedder's host is a link-local, multicast or metadata address; name another",
      );
    }
    return new AddressGuard(ranges, resolver);
  }

  /** Resolver for a socket: checked at the moment of dialling, so that rebinding fails. */
  readonly lookup: LookupFunction = (hostname, options, callback) => {
    this.#resolveChecked(hostname).then(
      (addresses) => {
        const [first] = addresses;
        if (options.all) callback(null, [...addresses]);
        else callback(null, first?.address ?? "", first?.family);
      },
      (error: Error) => callback(error, "", 0),
    );
  };

  async #resolveChecked(hostname: string): Promise<readonly ResolvedAddress[]> {
    const addresses = await resolve(hostname, this.#resolver);
    if (!addresses.every(({ address }) => this.#ranges.has(addressRange(address)))) {
      throw new ForbiddenAddressError(
        "the embedder's host resolves to another network than at the start; restart to accept it",
      );
    }
    return addresses;
  }
}

async function resolve(hostname: string, resolver: Resolver): Promise<readonly ResolvedAddress[]> {
  let addresses: readonly ResolvedAddress[];
  try {
    addresses = await resolver(hostname);
  } catch (cause) {
    throw new EmbedderUnavailableError("the embedder's host name cannot be resolved", { cause });
  }
  if (addresses.length === 0) {
    throw new EmbedderUnavailableError("the embedder's host name has no address");
  }
  return addresses;
}
