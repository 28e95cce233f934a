import { counterMax, type FieldReader } from "@semvec/core/codec";
import { coordinationLimits } from "../limits.js";

/**
 * Names one incarnation of an entity: an id that is deleted and made again is another one, so a
 * pointer to a deleted parent or child dies with it and nobody has to clean up.
 */
export interface Pointer {
  readonly id: string;
  /** `seq` of the op that began the incarnation. */
  readonly genesisSeq: number;
}

/** An entity that belongs to another one, and since when. */
export interface Child extends Pointer {
  /** Unix milliseconds. */
  readonly sinceMs: number;
}

/** Whether two pointers name the same incarnation. */
export function samePointer(a: Pointer | undefined, b: Pointer | undefined): boolean {
  return a !== undefined && b !== undefined && a.id === b.id && a.genesisSeq === b.genesisSeq;
}

/** @throws CodecError */
export function readPointer(reader: FieldReader): Pointer {
  return {
    id: reader.text("id", coordinationLimits.idLengthMax),
    genesisSeq: reader.integer("genesisSeq", { min: 1, max: counterMax }),
  };
}

/** @throws CodecError */
export function readChildren(reader: FieldReader): Child[] {
  const children = reader.maps("children", coordinationLimits.childCountMax, (child) => ({
    ...readPointer(child),
    sinceMs: child.number("sinceMs"),
  }));
  if (new Set(children.map(({ id }) => id)).size < children.length) {
    throw reader.error("children", "an id is repeated");
  }
  return children;
}
