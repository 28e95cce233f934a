import { promisify } from "node:util";
import {
  constants,
  crc32,
  deflateRaw,
  deflateRawSync,
  inflateRaw,
  inflateRawSync,
} from "node:zlib";
import { persistenceDefaults } from "../defaults.js";
import { EnvelopeError } from "../errors.js";

/*
 * Layout, little-endian:
 *
 *   0  version     u8    1
 *   1  codec id    u8    0 = identity, 1 = deflate-raw (RFC 1951)
 *   2  key id      u16   0 = not encrypted
 *   4  checksum    u32   CRC-32 of bytes 0 to 3 and the payload
 *   8  payload
 */
const headerBytes = 8;
const version = 1;
const codecs = { identity: 0, deflateRaw: 1 } as const;

/** Up to this length a (de)compression takes less time than handing it to another thread. */
const inlineBytesMax = 16 * 1024;

const deflateAsync = promisify<Uint8Array, { level: number }, Buffer>(deflateRaw);
const inflateAsync = promisify<Uint8Array, { maxOutputLength: number }, Buffer>(inflateRaw);
const deflateOptions = { level: constants.Z_BEST_SPEED };
const inflateOptions = { maxOutputLength: persistenceDefaults.bodyBytesMax };

/** Wraps a body for storage, compressed when that makes it shorter. */
export async function sealEnvelope(body: Uint8Array): Promise<Uint8Array> {
  if (body.byteLength < persistenceDefaults.compressFromBytes) return wrap(codecs.identity, body);
  const packed =
    body.byteLength <= inlineBytesMax
      ? deflateRawSync(body, deflateOptions)
      : await deflateAsync(body, deflateOptions);
  return packed.byteLength < body.byteLength
    ? wrap(codecs.deflateRaw, packed)
    : wrap(codecs.identity, body);
}

/**
 * Gives back the body of stored bytes.
 *
 * @throws EnvelopeError when the bytes are damaged, or of a version, codec or key not known here
 */
export async function openEnvelope(stored: Uint8Array): Promise<Uint8Array> {
  if (stored.byteLength < headerBytes) throw new EnvelopeError("they are too short");
  const view = new DataView(stored.buffer, stored.byteOffset, stored.byteLength);
  const payload = stored.subarray(headerBytes);
  if (view.getUint32(4, true) !== checksum(stored))
    throw new EnvelopeError("their checksum is off");
  if (view.getUint8(0) !== version)
    throw new EnvelopeError(`version ${view.getUint8(0)} is unknown`);
  if (view.getUint16(2, true) !== 0)
    throw new EnvelopeError(`key ${view.getUint16(2, true)} is unknown`);
  const codec = view.getUint8(1);
  if (codec === codecs.identity) return payload.slice();
  if (codec === codecs.deflateRaw) return inflate(payload);
  throw new EnvelopeError(`codec ${codec} is unknown`);
}

function wrap(codec: number, payload: Uint8Array): Uint8Array {
  const stored = new Uint8Array(headerBytes + payload.byteLength);
  const view = new DataView(stored.buffer);
  view.setUint8(0, version);
  view.setUint8(1, codec);
  stored.set(payload, headerBytes);
  view.setUint32(4, checksum(stored), true);
  return stored;
}

function checksum(stored: Uint8Array): number {
  return crc32(stored.subarray(headerBytes), crc32(stored.subarray(0, 4)));
}

async function inflate(payload: Uint8Array): Promise<Uint8Array> {
  try {
    const body =
      payload.byteLength <= inlineBytesMax / 8
        ? inflateRawSync(payload, inflateOptions)
        : await inflateAsync(payload, inflateOptions);
    return new Uint8Array(body);
  } catch (cause) {
    throw new EnvelopeError("their payload does not decompress", { cause });
  }
}
