import { encodeCbor } from "../codec/encode-cbor.js";
import { CodecError, InvalidArgumentError } from "../errors.js";
import { type Metadata, sessionLimits } from "./session-config.js";

/**
 * Checks that a value is JSON fit to be kept with a session: a map, within its bytes and depth,
 * with no key that begins with `$`, which exports use.
 *
 * @throws InvalidArgumentError
 */
export function checkMetadata(value: unknown): asserts value is Metadata {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new InvalidArgumentError("metadata must be an object");
  }
  checkValue(value, 0);
  if (encodedBytes(value) > sessionLimits.metadataBytesMax) {
    throw new InvalidArgumentError(
      `metadata is larger than ${sessionLimits.metadataBytesMax} bytes`,
    );
  }
}

function checkValue(value: unknown, depth: number): void {
  if (depth > sessionLimits.metadataDepthMax) {
    throw new InvalidArgumentError(
      `metadata is deeper than ${sessionLimits.metadataDepthMax} levels`,
    );
  }
  if (ArrayBuffer.isView(value)) throw new InvalidArgumentError("metadata must be JSON");
  if (typeof value !== "object" || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    if (key.startsWith("$")) throw new InvalidArgumentError("a metadata key begins with $");
    checkValue(item, depth + 1);
  }
}

function encodedBytes(value: object): number {
  try {
    return encodeCbor(value).length;
  } catch (cause) {
    if (cause instanceof CodecError) throw new InvalidArgumentError(cause.message, { cause });
    throw cause;
  }
}
