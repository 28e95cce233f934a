/**
 * The canonical codec, for machines that are built on a session's: deterministic CBOR and a reader
 * that rebuilds what it is given, field by field.
 *
 * @module
 */
export { type CborMap, type CborValue, cborDepthMax } from "./cbor-value.js";
export { decodeCbor } from "./decode-cbor.js";
export { encodeCbor } from "./encode-cbor.js";
export { counterMax, FieldReader, type Range, readWhole } from "./field-reader.js";
