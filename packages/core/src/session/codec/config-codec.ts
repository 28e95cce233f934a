import type { FieldReader } from "../../codec/field-reader.js";
import { CoreError } from "../../errors.js";
import { tierCapacityMax } from "../../memory/memory-limits.js";
import { checkMetadata } from "../check-metadata.js";
import {
  type EmbedderCosines,
  type Metadata,
  type PolicyVector,
  type SessionConfig,
  sessionLimits,
} from "../session-config.js";

const embedderIdLengthMax = 200;
const languageLengthMax = 35;
const weightMax = 1e6;

/** Rebuilds a configuration, checking every bound. @throws CodecError */
export function readConfig(reader: FieldReader): SessionConfig {
  const { dimensionMin, dimensionMax, policyVectorCountMax } = sessionLimits;
  const dimension = reader.integer("dimension", { min: dimensionMin, max: dimensionMax });
  return {
    dimension,
    ...reader.optional("embedderId", (name) => readEmbedderId(reader, name)),
    recallWeights: reader.map("recallWeights", readWeights),
    cosines: readCosines(reader),
    language: reader.text("language", languageLengthMax),
    topicSwitch: reader.boolean("topicSwitch"),
    ...reader.optional("template", (name) => reader.direction(name, dimension)),
    policyVectors: reader.maps("policyVectors", policyVectorCountMax, (policy) =>
      readPolicyVector(policy, dimension),
    ),
    capacities: reader.map("capacities", readCapacities),
    memoryBytesMax: reader.integer("memoryBytesMax", { min: 1024 }),
    ...reader.optional("ttlSeconds", (name) => reader.integer(name, { min: 1 })),
    metadata: readMetadata(reader, "metadata"),
    labels: readMetadata(reader, "labels"),
  };
}

/** @throws CodecError */
export function readEmbedderId(reader: FieldReader, name: string): string {
  return reader.text(name, embedderIdLengthMax);
}

/** @throws CodecError */
export function readWeights(reader: FieldReader) {
  return {
    dense: reader.number("dense", { min: 0, max: weightMax }),
    denseNext: reader.number("denseNext", { min: 0, max: weightMax }),
  };
}

/** @throws CodecError */
export function readCosines(reader: FieldReader): EmbedderCosines {
  const value = reader.value("cosines");
  if (value === "default" || value === "learned") return value;
  return reader.map("cosines", (profile) => ({
    ...readStatistics(profile),
    ...profile.optional("reference", (name) => profile.map(name, readStatistics)),
  }));
}

function readStatistics(reader: FieldReader) {
  return {
    mean: reader.number("mean", { min: -1, max: 1 }),
    deviation: reader.number("deviation", { min: Number.MIN_VALUE, max: 2 }),
  };
}

function readPolicyVector(reader: FieldReader, dimension: number): PolicyVector {
  return {
    direction: reader.direction("direction", dimension),
    weight: reader.number("weight", { min: Number.MIN_VALUE, max: weightMax }),
    promote: reader.boolean("promote"),
  };
}

function readCapacities(reader: FieldReader) {
  const range = { min: 1, max: tierCapacityMax };
  return {
    shortTerm: reader.integer("shortTerm", range),
    mediumTerm: reader.integer("mediumTerm", range),
    longTerm: reader.integer("longTerm", range),
  };
}

function readMetadata(reader: FieldReader, name: string): Metadata {
  const value = reader.value(name);
  try {
    checkMetadata(value);
  } catch (cause) {
    if (cause instanceof CoreError) throw reader.error(name, cause.message);
    throw cause;
  }
  return value;
}
