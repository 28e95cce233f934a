import { CodecError, type SessionOp, sessionMachine } from "@semvec/core";
import { decodeCbor, encodeCbor, type FieldReader, readWhole } from "@semvec/core/codec";
import { readClusterTraits } from "../../cluster/cluster-part.js";
import { coordinationLimits } from "../../limits.js";
import { readMessageId } from "../../messages/message-ledger.js";
import { readTrust } from "../../network/trust.js";
import { readAnomaly } from "../../observer/anomaly.js";
import {
  conditionKeyLengthMax,
  readIntervalMs,
  standingCountMax,
} from "../../observer/observer-part.js";
import { readOrigin, readReport } from "../../region/drift-event.js";
import { readRegionTraits } from "../../region/region-part.js";
import {
  type EntityOp,
  type GroupOp,
  groupOpNames,
  isGroupOp,
  type RealignmentRecord,
} from "../entity-op.js";
import type { ParentLevel } from "../entity-state.js";
import { readPointer } from "../pointer.js";
import { readRoute } from "./state-codec.js";

const levels: readonly ParentLevel[] = ["cluster", "region"];

/** First three bits of a CBOR list: an op of a session is a map. */
const listType = 4;

/**
 * Canonical bytes of an op. An op of a session keeps the bytes that the session's machine gives it,
 * so logs of sessions read as they always have; an op of ours is a list of one map, with the
 * session's op inside it as bytes.
 */
export function encodeOp(op: EntityOp): Uint8Array {
  return isGroupOp(op) ? encodeCbor([writeGroupOp(op)]) : sessionMachine.encodeOp(op);
}

/** @throws CodecError when the bytes are not an op that this version understands */
export function decodeOp(bytes: Uint8Array): EntityOp {
  if ((bytes[0] ?? 0) >> 5 !== listType) return sessionMachine.decodeOp(bytes);
  const list = decodeCbor(bytes);
  if (!Array.isArray(list) || list.length !== 1) throw new CodecError("op: expected a list of one");
  return readWhole(list[0], "op", readGroupOp);
}

function writeGroupOp(op: GroupOp): object {
  if (op.kind === "drift-recorded" && op.realignment !== undefined) {
    return { ...op, realignment: writeInner(op.realignment) };
  }
  return writeInner(op);
}

function writeInner(record: object & { readonly session?: SessionOp }): object {
  const { session, ...rest } = record;
  return session === undefined ? rest : { ...rest, session: sessionMachine.encodeOp(session) };
}

function readInner<K extends SessionOp["kind"]>(
  reader: FieldReader,
  kinds: readonly K[],
): { readonly session: Extract<SessionOp, { readonly kind: K }> } {
  const session = sessionMachine.decodeOp(reader.bytes("session"));
  if (!kinds.some((kind) => kind === session.kind)) {
    throw reader.error("session", `expected ${kinds.join(" or ")}`);
  }
  return { session: session as Extract<SessionOp, { readonly kind: K }> };
}

function optionalInner<K extends SessionOp["kind"]>(reader: FieldReader, kind: K) {
  return reader.has("session") ? readInner(reader, [kind]) : {};
}

function readGroupOp(reader: FieldReader): GroupOp {
  const { idLengthMax } = coordinationLimits;
  const kind = reader.oneOf("kind", groupOpNames);
  const atMs = reader.number("atMs");
  switch (kind) {
    case "cluster-created":
    case "region-created":
    case "observer-set":
    case "network-used":
      return readBeginning(reader, kind, atMs);
    case "published":
      return { kind, atMs, ...readInner(reader, ["ran", "stored"]), ...readNews(reader) };
    case "child-added":
      return {
        kind,
        atMs,
        child: reader.map("child", readPointer),
        ...optionalInner(reader, "created"),
      };
    case "child-removed":
      return { kind, atMs, id: reader.text("id", idLengthMax) };
    case "parent-set":
      return {
        kind,
        atMs,
        level: reader.oneOf("level", levels),
        parent: reader.map("parent", readPointer),
      };
    case "parent-cleared":
      return { kind, atMs, level: reader.oneOf("level", levels) };
    case "realignment-received":
      return { kind, atMs, ...readFrom(reader), ...readInner(reader, ["realign-begun"]) };
    case "sampled":
      return {
        kind,
        atMs,
        ...reader.optional("slotMs", (name) => reader.number(name)),
        anomalies: reader.maps("anomalies", standingCountMax, readAnomaly),
        standing: reader.texts("standing", standingCountMax, conditionKeyLengthMax),
      };
    case "anomalies-cleared":
    case "fenced":
      return { kind, atMs };
    case "peer-forgotten":
      return { kind, atMs, peer: reader.map("peer", readPointer) };
    default:
      return readHeardOp(reader, kind, atMs);
  }
}

type BeginningKind = "cluster-created" | "region-created" | "observer-set" | "network-used";

/** Ops that may begin a group. */
function readBeginning(reader: FieldReader, kind: BeginningKind, atMs: number): GroupOp {
  const { childCountMax, idLengthMax, peerCountMax, trustCountMax, userIdLengthMax } =
    coordinationLimits;
  switch (kind) {
    case "cluster-created":
      return {
        kind,
        atMs,
        ...readInner(reader, ["created"]),
        cluster: reader.map("cluster", readClusterTraits),
      };
    case "region-created":
      return {
        kind,
        atMs,
        ...readInner(reader, ["created"]),
        region: reader.map("region", readRegionTraits),
      };
    case "observer-set":
      return {
        kind,
        atMs,
        ...optionalInner(reader, "created"),
        observerId: reader.text("observerId", idLengthMax),
        genesisSeq: reader.integer("genesisSeq", { min: 1 }),
        intervalMs: readIntervalMs(reader),
        regions: reader.maps("regions", childCountMax, readPointer),
      };
    case "network-used":
      return {
        kind,
        atMs,
        ...optionalInner(reader, "created"),
        ...reader.optional("activeUser", (name) => reader.text(name, userIdLengthMax)),
        peers: reader.maps("peers", peerCountMax, readPointer),
        trust: reader.maps("trust", trustCountMax, readTrust),
      };
  }
}

type HeardKind = "drift-relayed" | "retraction-relayed" | "drift-recorded" | "vote-retracted";

/** Ops that take in a message about a turn's drift. */
function readHeardOp(reader: FieldReader, kind: HeardKind, atMs: number): GroupOp {
  const about = { atMs, ...readFrom(reader), origin: reader.map("origin", readOrigin) };
  const toRegion = () =>
    reader.optional("region", (name) => reader.map(name, (it) => readPointer(it)));
  switch (kind) {
    case "vote-retracted":
      return { kind, ...about };
    case "retraction-relayed":
      return {
        kind,
        ...about,
        ...toRegion(),
      };
    case "drift-relayed":
      return { kind, ...about, ...readDrift(reader), ...toRegion() };
    case "drift-recorded":
      return {
        kind,
        ...about,
        ...readDrift(reader),
        ...reader.optional("votes", (name) => reader.flag(name)),
        ...reader.optional("realignment", (name) => reader.map(name, readRealignment)),
      };
  }
}

function readFrom(reader: FieldReader) {
  return { from: reader.map("from", readMessageId) };
}

function readDrift(reader: FieldReader) {
  return { eventMs: reader.number("eventMs"), report: reader.map("report", readReport) };
}

function readRealignment(reader: FieldReader): RealignmentRecord {
  return {
    eventMs: reader.number("eventMs"),
    ...optionalInner(reader, "steered"),
    clusters: reader.maps("clusters", coordinationLimits.childCountMax, readPointer),
  };
}

function readNews(reader: FieldReader) {
  return {
    ...reader.optional("event", (name) =>
      reader.map(name, (event) => ({
        ...readReport(event),
        ...event.optional("route", (field) => event.map(field, readRoute)),
      })),
    ),
    ...reader.optional("retraction", (name) =>
      reader.map(name, (retraction) => ({
        seq: retraction.integer("seq", { min: 1 }),
        route: retraction.map("route", readRoute),
      })),
    ),
  };
}
