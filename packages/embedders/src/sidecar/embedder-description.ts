import type { Embedder } from "../embedder.js";
import type { CosineCalibration, CosineStatistics, EmbedderProfile } from "../embedder-profile.js";
import { EmbedderResponseError } from "../errors.js";
import { remoteDimensionMax } from "../remote/parse-vector.js";
import { frameKinds } from "./frame.js";
import { decodeJsonObject, encodeJsonFrame, objectOf } from "./json-frame.js";

/** Characters in an embedder's id, at most. */
const idCharactersMax = 256;

/** What a sidecar says of its embedder. */
export type EmbedderDescription = Pick<Embedder, "id" | "dimension" | "profile">;

/** The answer to a describe frame. */
export function encodeDescription(requestId: number, embedder: EmbedderDescription): Buffer {
  const { id, dimension, profile } = embedder;
  return encodeJsonFrame(frameKinds.description, requestId, { id, dimension, profile });
}

/** @throws {@link EmbedderResponseError} if the payload does not describe an embedder. */
export function decodeDescription(payload: Buffer): EmbedderDescription {
  const { id, dimension, profile } = decodeJsonObject(payload);
  if (typeof id !== "string" || id === "" || id.length > idCharactersMax) throw undescribed();
  const isDimension =
    Number.isInteger(dimension) && Number(dimension) > 0 && Number(dimension) <= remoteDimensionMax;
  if (!isDimension) throw undescribed();
  return { id, dimension: Number(dimension), profile: profileOf(profile) };
}

function profileOf(value: unknown): EmbedderProfile {
  const { recall, drift } = objectOf(value);
  const { dense, denseNext } = objectOf(recall);
  return {
    recall: { dense: finite(dense), denseNext: finite(denseNext) },
    drift: drift === null ? null : calibrationOf(drift),
  };
}

function calibrationOf(value: unknown): CosineCalibration {
  return { ...statisticsOf(value), reference: statisticsOf(objectOf(value)["reference"]) };
}

function statisticsOf(value: unknown): CosineStatistics {
  const { mean, deviation } = objectOf(value);
  return { mean: finite(mean), deviation: finite(deviation) };
}

function finite(value: unknown): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw undescribed();
}

function undescribed(): EmbedderResponseError {
  return new EmbedderResponseError("the sidecar does not describe an embedder");
}
