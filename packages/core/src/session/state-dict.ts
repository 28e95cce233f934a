import type { CborMap } from "../codec/cbor-value.js";
import { decodeCbor } from "../codec/decode-cbor.js";
import { encodeCbor } from "../codec/encode-cbor.js";
import { readWhole } from "../codec/field-reader.js";
import { fromJsonForm, type JsonValue, toJsonForm } from "../codec/json-form.js";
import { checksumOf } from "../codec/sha256.js";
import { CodecError, InvalidStateDictError } from "../errors.js";
import { readContent, writeContent } from "./codec/state-codec.js";
import { upgradeContent } from "./codec/upgrade-content.js";
import { markImported } from "./mark-imported.js";
import type { SessionState } from "./session-state.js";

const format = "semvec-state";

/** An exported session: plain JSON that survives any JSON library. */
export interface StateDict {
  readonly format: typeof format;
  /** SHA-256 of the content's canonical encoding, 64 lower-case hexadecimal digits. */
  readonly checksum: string;
  readonly content: JsonValue;
}

/**
 * Exports a session: all that it is but its id, its times and its metadata. The checksum runs over
 * decoded content in canonical order, never over JSON text, so key order and white space are free.
 */
export function writeStateDict(state: SessionState): StateDict {
  const { metadata: _own, ...config } = state.config;
  const content = decodeCbor(
    encodeCbor(writeContent({ ...state, config: { ...config, metadata: {} } })),
  );
  return { format, checksum: checksumOf(content), content: toJsonForm(content) };
}

/** Where an import goes. */
export interface ImportTarget {
  readonly entity: string;
  readonly atMs: number;
  /** What the caller believes the checksum to be. */
  readonly checksum?: string;
  /** The session that the import replaces. */
  readonly replaced?: SessionState;
}

/**
 * Rebuilds a session from an export, field by field. The checksum finds corruption, not forgery:
 * the file is untrusted, every bound is checked, and every memory is marked as imported, those too
 * that are still to come of its quarantine and its buffer.
 *
 * @throws InvalidStateDictError that says what is wrong and where
 */
export function readStateDict(stateDict: unknown, target: ImportTarget): SessionState {
  try {
    return rebuild(stateDict, target);
  } catch (cause) {
    if (cause instanceof CodecError) throw new InvalidStateDictError(cause.message, { cause });
    throw cause;
  }
}

function rebuild(stateDict: unknown, target: ImportTarget): SessionState {
  const { entity, atMs, replaced } = target;
  const { checksum, content } = readEnvelope(stateDict);
  const found = checksumOf(content);
  if (checksum !== found) {
    throw new InvalidStateDictError("state_dict.checksum: does not match the content");
  }
  if (target.checksum !== undefined && target.checksum !== checksum) {
    throw new InvalidStateDictError("checksum: is not the one inside state_dict");
  }
  const bytesMax = replaced?.config.memoryBytesMax;
  const read = readWhole(upgradeContent(content), "state_dict.content", (reader) =>
    readContent(reader, {
      origin: "import",
      ...(bytesMax !== undefined && { memoryBytesMax: bytesMax }),
    }),
  );
  const expected = replaced?.config.embedderId;
  if (replaced !== undefined && expected !== read.config.embedderId) {
    const [own, theirs] = [ownerOfVectors(expected), ownerOfVectors(read.config.embedderId)];
    throw new InvalidStateDictError(
      `state_dict.content.config.embedderId: its vectors are ${theirs}, this session's are ${own}`,
    );
  }
  return {
    entity,
    config: { ...read.config, metadata: replaced?.config.metadata ?? {} },
    createdAtMs: replaced?.createdAtMs ?? atMs,
    seq: 0,
    atMs,
    ...markImported(read),
    memories: read.memories,
    literals: read.literals,
  };
}

function ownerOfVectors(embedderId: string | undefined): string {
  return embedderId === undefined ? "the client's own" : `of ${embedderId}`;
}

function readEnvelope(stateDict: unknown): { checksum: string; content: CborMap } {
  return readWhole(fromJsonForm(stateDict), "state_dict", (reader) => {
    if (reader.text("format", 40) !== format) throw reader.error("format", `is not ${format}`);
    const content = reader.value("content");
    if (typeof content !== "object") throw reader.error("content", "expected a map");
    return { checksum: reader.text("checksum", 64), content: content as CborMap };
  });
}
