import type { FieldReader } from "../../codec/field-reader.js";
import type { LearnedCosines } from "../../drift/cosine-profile.js";
import type { DriftState, Exchange, UserTurn } from "../../drift/drift-state.js";
import type { RunLengthFilter } from "../../drift/run-length-filter.js";
import {
  closedSegmentsMax,
  segmentLengthMax,
  type TopicSegments,
} from "../../drift/topic-segments.js";

const exchangesMax = 3;
const stemsMax = 256;
const stemLengthMax = 2000;

/** @throws CodecError */
export function readDriftState(reader: FieldReader, dimension: number): DriftState {
  return {
    exchanges: reader.maps("exchanges", exchangesMax, (it) => readExchange(it, dimension)),
    ...reader.optional("pending", (name) =>
      reader.map(name, (pending) => ({
        direction: pending.direction("direction", dimension),
        ...readUserTurn(pending),
        score: pending.number("score", { min: 0, max: 1 }),
      })),
    ),
    filter: reader.map("filter", readFilter),
    learnedCosines: reader.map("learnedCosines", readLearnedCosines),
    segments: reader.map("segments", (it) => readSegments(it, dimension)),
  };
}

function readExchange(reader: FieldReader, dimension: number): Exchange {
  return {
    user: reader.map("user", (user) => ({
      direction: user.direction("direction", dimension),
      ...readUserTurn(user),
    })),
    ...reader.optional("reply", (name) =>
      reader.map(name, (reply) => ({
        direction: reply.direction("direction", dimension),
        stems: reply.texts("stems", stemsMax, stemLengthMax),
        asksUser: reply.oneOf("asksUser", indicators),
        reportsCompletion: reply.oneOf("reportsCompletion", indicators),
      })),
    ),
  };
}

const indicators = [0, 1] as const;

/** The parts of a user turn other than its direction. @throws CodecError */
export function readUserTurn(reader: FieldReader): Omit<UserTurn, "direction"> {
  return {
    stems: reader.texts("stems", stemsMax, stemLengthMax),
    question: reader.oneOf("question", indicators),
    closing: reader.oneOf("closing", indicators),
  };
}

/** @throws CodecError */
export function readFilter(reader: FieldReader): RunLengthFilter {
  const [short, medium, long] = reader.list("runLength", 3);
  for (const mass of [short, medium, long]) {
    if (typeof mass !== "number" || mass < 0 || mass > 1) {
      throw reader.error("runLength", "expected three probabilities");
    }
  }
  if (Math.abs(Number(short) + Number(medium) + Number(long) - 1) > 1e-6) {
    throw reader.error("runLength", "expected probabilities that add up to 1");
  }
  return {
    runLength: [Number(short), Number(medium), Number(long)],
    logitSum: reader.number("logitSum", { min: -1000, max: 1000 }),
    logitCount: reader.integer("logitCount", { max: 1000 }),
  };
}

/** @throws CodecError */
export function readLearnedCosines(reader: FieldReader): LearnedCosines {
  return {
    mean: reader.number("mean", { min: -1, max: 1 }),
    variance: reader.number("variance", { min: 0, max: 4 }),
    weight: reader.number("weight", { min: 0, max: 1000 }),
  };
}

function readSegments(reader: FieldReader, dimension: number): TopicSegments {
  const closed = reader.list("closed", closedSegmentsMax);
  return {
    ...reader.optional("current", (name) => reader.direction(name, dimension)),
    currentLength: reader.number("currentLength", { min: 0, max: segmentLengthMax }),
    closed: closed.map((segment) => {
      if (segment instanceof Int8Array && segment.length === dimension) return segment;
      throw reader.error("closed", "expected directions of the session's dimension");
    }),
    closedCount: reader.integer("closedCount"),
  };
}
