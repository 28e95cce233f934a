import type { CborValue } from "../../codec/cbor-value.js";
import { decodeCbor } from "../../codec/decode-cbor.js";
import { encodeCbor } from "../../codec/encode-cbor.js";
import { type FieldReader, readWhole } from "../../codec/field-reader.js";
import { readLiterals, writeLiterals } from "../../literals/literal-codec.js";
import type { MemoryOrigin } from "../../memory/memory.js";
import { emptyMemories, type SessionState } from "../session-state.js";
import { readConfig } from "./config-codec.js";
import { readControls, writeControls } from "./controls-codec.js";
import { readMemories, writeMemories } from "./memories-codec.js";
import { readProgress, writeProgress } from "./progress-codec.js";
import { stateFormatVersion, upgradeContent } from "./upgrade-content.js";

const entityLengthMax = 256;

/** What snapshots and exports share: everything a session is but its identity. */
export function writeContent(state: SessionState): object {
  return {
    version: stateFormatVersion,
    config: state.config,
    progress: writeProgress(state.progress),
    memories: writeMemories(state.memories),
    controls: writeControls(state.controls),
    literals: writeLiterals(state.literals),
  };
}

/** What an import says instead of the file. */
export interface ContentOverrides {
  readonly memoryBytesMax?: number;
  readonly origin?: MemoryOrigin;
}

/** @throws CodecError */
export function readContent(
  reader: FieldReader,
  overrides: ContentOverrides = {},
): Pick<SessionState, "config" | "progress" | "memories" | "controls" | "literals"> {
  if (reader.integer("version") !== stateFormatVersion) {
    throw reader.error("version", `this version reads format ${stateFormatVersion}`);
  }
  const written = reader.map("config", readConfig);
  const memoryBytesMax = overrides.memoryBytesMax ?? written.memoryBytesMax;
  const config = { ...written, memoryBytesMax };
  const progress = reader.map("progress", (it) => readProgress(it, config.dimension));
  const memories = emptyMemories(config);
  reader.map("memories", (it) => readMemories(it, memories, overrides.origin));
  for (const { turn } of memories) {
    if (turn > progress.turns) throw reader.error("memories", "a turn is still to come");
  }
  const controls = reader.map("controls", (it) => readControls(it, config));
  const literals = reader.map("literals", (it) => readLiterals(it));
  return { config, progress, memories, controls, literals };
}

/** Canonical bytes of a session: equal sessions give equal bytes. */
export function encodeSessionState(state: SessionState): Uint8Array {
  const { entity, seq, atMs, createdAtMs } = state;
  return encodeCbor({ entity, seq, atMs, createdAtMs, content: writeContent(state) });
}

/** @throws CodecError when the bytes are not a session that this version understands */
export function decodeSessionState(bytes: Uint8Array): SessionState {
  const value: CborValue = decodeCbor(bytes);
  return readWhole(value, "snapshot", (reader) => ({
    entity: reader.text("entity", entityLengthMax),
    seq: reader.integer("seq"),
    atMs: reader.number("atMs"),
    createdAtMs: reader.number("createdAtMs"),
    ...readWhole(upgradeContent(reader.value("content")), "snapshot.content", (it) =>
      readContent(it),
    ),
  }));
}
