import type { FieldReader } from "@semvec/core/codec";
import { type Pointer, readPointer, samePointer } from "../entity/pointer.js";
import { coordinationLimits } from "../limits.js";
import { readTrust, type TrustScore } from "./trust.js";

/** A session that was named in a network call. */
export interface Peer extends Pointer {
  /** When it was named last, in Unix milliseconds. */
  readonly namedMs: number;
}

/** What a subject's network calls leave behind. */
export interface NetworkPart {
  /** User whose partition is active. Absent: nobody has switched yet. */
  readonly activeUser?: string;
  /** Sessions that were named, most recent last. */
  readonly peers: readonly Peer[];
  /** Scores that ever changed, most recently changed last. */
  readonly trust: readonly TrustScore[];
}

/** A network that nobody has used. */
export const newNetwork: NetworkPart = { peers: [], trust: [] };

/** The peers after some were named. */
export function namePeers(
  peers: readonly Peer[],
  named: readonly Pointer[],
  namedMs: number,
): readonly Peer[] {
  const ids = new Set(named.map(({ id }) => id));
  const others = peers.filter(({ id }) => !ids.has(id));
  const fresh = named.map(({ id, genesisSeq }) => ({ id, genesisSeq, namedMs }));
  return [...others, ...fresh].slice(-coordinationLimits.peerCountMax);
}

/** The peers that were named within the last 24 hours. */
export function recentPeers(peers: readonly Peer[], nowMs: number): readonly Peer[] {
  return peers.filter(({ namedMs }) => nowMs - namedMs < coordinationLimits.peerLifetimeMs);
}

/** The network without a trace of an incarnation that is gone. */
export function forgetPeer(network: NetworkPart, peer: Pointer): NetworkPart {
  return {
    ...network,
    peers: network.peers.filter((it) => !samePointer(it, peer)),
    trust: network.trust.filter((it) => !samePointer(it, peer)),
  };
}

/** @throws CodecError */
export function readNetworkPart(reader: FieldReader): NetworkPart {
  const { peerCountMax, trustCountMax, userIdLengthMax } = coordinationLimits;
  return {
    ...reader.optional("activeUser", (name) => reader.text(name, userIdLengthMax)),
    peers: reader.maps("peers", peerCountMax, (it) => ({
      ...readPointer(it),
      namedMs: it.number("namedMs"),
    })),
    trust: reader.maps("trust", trustCountMax, readTrust),
  };
}
