import { CodecError } from "../errors.js";
import { fromBase64, toBase64 } from "./base64.js";
import { type CborMap, type CborValue, cborDepthMax, forbiddenKeys } from "./cbor-value.js";
import { decodeCbor } from "./decode-cbor.js";
import { encodeCbor } from "./encode-cbor.js";

/** Integers up to this magnitude are JSON numbers; everything else numeric is base64. */
const smallIntegerMax = 2 ** 31 - 1;

/**
 * Control characters that JSON can only write as six characters each: text that holds one is
 * written as base64, so that no export grows beyond three times its bytes, however it is escaped.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about.
const costlyControls = /[\u0000-\u0007\u000b\u000e-\u001f\u007f]/;

/** Values in a form that is read: several times what a full session has. */
export const jsonValueCountMax = 500_000;

/** The one key of an object that stands for a value JSON cannot be trusted with. */
const binaryKey = "$cbor";

/** A value as `JSON.parse` gives it. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/**
 * The JSON form of a value: readable, and safe in any JSON library. Lists, maps, small integers and
 * text without control characters stay as they are; everything else becomes
 * `{"$cbor": "<base64>"}`, so no parser can round, reorder or reformat a number.
 *
 * @throws CodecError when a map has a key that begins with `$`
 */
export function toJsonForm(value: CborValue): JsonValue {
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "string") return costlyControls.test(value) ? binaryForm(value) : value;
  if (typeof value === "number") {
    const isSmall = Number.isInteger(value) && Math.abs(value) <= smallIntegerMax;
    return isSmall ? value + 0 : binaryForm(value);
  }
  if (ArrayBuffer.isView(value)) return binaryForm(value);
  if (Array.isArray(value)) return value.map((item: CborValue) => toJsonForm(item));
  const form: { [key: string]: JsonValue } = {};
  for (const [key, item] of Object.entries(value as CborMap)) {
    if (key.startsWith("$")) throw new CodecError(`the key ${key} begins with $`);
    if (item !== undefined) form[key] = toJsonForm(item);
  }
  return form;
}

function binaryForm(value: CborValue): JsonValue {
  return { [binaryKey]: toBase64(encodeCbor(value)) };
}

/**
 * Reads the JSON form. The input is untrusted: every level is rebuilt, depth is bounded, and keys
 * that reach a prototype are refused.
 *
 * @throws CodecError when the input is not the JSON form of a value; says where
 */
export function fromJsonForm(form: unknown): CborValue {
  return readForm(form, { path: "state_dict", depth: 0, budget: { values: jsonValueCountMax } });
}

/** Where a reader stands, and how many values it may still meet. */
interface FormPlace {
  readonly path: string;
  readonly depth: number;
  readonly budget: { values: number };
}

function readForm(form: unknown, { path, depth, budget }: FormPlace): CborValue {
  budget.values -= 1;
  if (budget.values < 0) throw new CodecError(`more than ${jsonValueCountMax} values`);
  if (depth > cborDepthMax) throw new CodecError(`${path}: nested too deeply`);
  if (form === null || typeof form === "boolean" || typeof form === "string") return form;
  if (typeof form === "number") {
    if (Number.isInteger(form) && Math.abs(form) <= smallIntegerMax) return form + 0;
    throw new CodecError(`${path}: a number other than a small integer is not in its binary form`);
  }
  if (Array.isArray(form)) {
    return form.map((item, index) =>
      readForm(item, { path: `${path}[${index}]`, depth: depth + 1, budget }),
    );
  }
  if (typeof form !== "object") throw new CodecError(`${path}: not a JSON value`);
  const keys = Object.keys(form);
  const entries = form as { readonly [key: string]: unknown };
  if (keys.length === 1 && keys[0] === binaryKey) return fromBinaryForm(entries[binaryKey], path);
  const map: { [key: string]: CborValue } = {};
  for (const key of keys) {
    if (forbiddenKeys.has(key) || key.startsWith("$")) {
      throw new CodecError(`${path}: the key ${key} is not allowed`);
    }
    map[key] = readForm(entries[key], { path: `${path}.${key}`, depth: depth + 1, budget });
  }
  return map;
}

function fromBinaryForm(text: unknown, path: string): CborValue {
  if (typeof text !== "string") throw new CodecError(`${path}: ${binaryKey} is not a string`);
  try {
    const value = decodeCbor(fromBase64(text));
    const isBinary = typeof value === "number" || typeof value === "string";
    if (isBinary || ArrayBuffer.isView(value)) return value;
  } catch (cause) {
    throw new CodecError(`${path}: ${binaryKey} does not hold text, a number or an array`, {
      cause,
    });
  }
  throw new CodecError(`${path}: ${binaryKey} does not hold text, a number or an array`);
}
