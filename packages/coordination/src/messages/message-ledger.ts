import type { FieldReader } from "@semvec/core/codec";
import { coordinationLimits } from "../limits.js";

/** Names a message: the op that caused it, and its place among that op's messages. */
export interface MessageId {
  /** Id of the entity whose op it was. */
  readonly source: string;
  readonly sourceSeq: number;
  /** From 0. */
  readonly sourceIndex: number;
}

/** What was heard of one source. */
interface HeardSource {
  readonly source: string;
  /** Numbers of its newest messages, ascending. */
  readonly numbers: readonly number[];
}

/**
 * The messages that a receiver has taken in: delivery is at least once, and this is what makes the
 * effect happen once. It is part of the receiver's state and bounded: of each source the newest
 * messages are remembered, and an older one counts as heard; the source that was quiet longest is
 * forgotten first.
 */
export type HeardMessages = readonly HeardSource[];

/** A receiver that has heard nothing. */
export const nothingHeard: HeardMessages = [];

/** Messages of one op are numbered below this. */
const indexBase = 1024;

function numberOf({ sourceSeq, sourceIndex }: MessageId): number {
  return sourceSeq * indexBase + sourceIndex;
}

/** Whether a message was taken in before, or is too old to tell. */
export function hasHeard(heard: HeardMessages, id: MessageId): boolean {
  const numbers = heard.find(({ source }) => source === id.source)?.numbers ?? [];
  const number = numberOf(id);
  if (numbers.includes(number)) return true;
  const oldest = numbers[0] ?? 0;
  return numbers.length === coordinationLimits.heardMessageCountMax && number < oldest;
}

/** The ledger with one more message. */
export function hear(heard: HeardMessages, id: MessageId): HeardMessages {
  const { heardMessageCountMax, heardSourceCountMax } = coordinationLimits;
  const { source } = id;
  const before = heard.find((it) => it.source === source)?.numbers ?? [];
  const numbers = [...before, numberOf(id)].sort((a, b) => a - b).slice(-heardMessageCountMax);
  const others = heard.filter((it) => it.source !== source);
  return [...others, { source, numbers }].slice(-heardSourceCountMax);
}

/** @throws CodecError */
export function readMessageId(reader: FieldReader): MessageId {
  return {
    source: reader.text("source", coordinationLimits.idLengthMax),
    sourceSeq: reader.integer("sourceSeq", { min: 1 }),
    sourceIndex: reader.integer("sourceIndex", { max: indexBase - 1 }),
  };
}

/** @throws CodecError */
export function readHeard(reader: FieldReader): HeardMessages {
  const { heardMessageCountMax, heardSourceCountMax, idLengthMax } = coordinationLimits;
  return reader.maps("heard", heardSourceCountMax, (it) => ({
    source: it.text("source", idLengthMax),
    numbers: it.integers("numbers", heardMessageCountMax, { max: Number.MAX_SAFE_INTEGER }),
  }));
}
