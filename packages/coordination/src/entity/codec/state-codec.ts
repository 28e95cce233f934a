import { CodecError, sessionMachine } from "@semvec/core";
import { decodeCbor, encodeCbor, type FieldReader, readWhole } from "@semvec/core/codec";
import { readClusterPart } from "../../cluster/cluster-part.js";
import { readNetworkPart } from "../../network/network-part.js";
import { readObserverPart } from "../../observer/observer-part.js";
import { readRegionPart } from "../../region/region-part.js";
import { type DriftRoute, type EntityParts, type EntityState, noParts } from "../entity-state.js";
import { readPointer } from "../pointer.js";

/** First three bits of a CBOR list: a session alone is a map. */
const listType = 4;

/**
 * Canonical bytes of an entity: equal entities give equal bytes. A session alone has the bytes that
 * the session's machine gives it, so snapshots of sessions read as they always have; anything more
 * is a list of those bytes and the parts.
 */
export function encodeState({ session, parts }: EntityState): Uint8Array {
  const bytes = sessionMachine.encodeState(session);
  return Object.keys(parts).length === 0 ? bytes : encodeCbor([bytes, parts]);
}

/** @throws CodecError when the bytes are not an entity that this version understands */
export function decodeState(bytes: Uint8Array): EntityState {
  if ((bytes[0] ?? 0) >> 5 !== listType) {
    return { session: sessionMachine.decodeState(bytes), parts: noParts };
  }
  const list = decodeCbor(bytes);
  const [session, parts] = Array.isArray(list) ? list : [];
  if (!(session instanceof Uint8Array)) throw new CodecError("snapshot: expected a session");
  return {
    session: sessionMachine.decodeState(session),
    parts: readWhole(parts, "snapshot.parts", readParts),
  };
}

function readParts(reader: FieldReader): EntityParts {
  return {
    ...reader.optional("memberOf", (name) => reader.map(name, readPointer)),
    ...reader.optional("attachedTo", (name) => reader.map(name, readPointer)),
    ...reader.optional("published", (name) =>
      reader.map(name, (it) => ({
        seq: it.integer("seq", { min: 1 }),
        route: it.map("route", readRoute),
      })),
    ),
    ...reader.optional("cluster", (name) => reader.map(name, readClusterPart)),
    ...reader.optional("region", (name) => reader.map(name, readRegionPart)),
    ...reader.optional("observer", (name) => reader.map(name, readObserverPart)),
    ...reader.optional("network", (name) => reader.map(name, readNetworkPart)),
  };
}

/** @throws CodecError */
export function readRoute(reader: FieldReader): DriftRoute {
  return {
    level: reader.oneOf("level", ["cluster", "region"] as const),
    target: reader.map("target", readPointer),
  };
}
