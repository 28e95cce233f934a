import { compareBytes, encodeCbor } from "../codec/encode-cbor.js";
import type { CosineProfile } from "../drift/cosine-profile.js";
import { InvalidArgumentError } from "../errors.js";
import {
  defaultMemoryBytesMax,
  defaultTierCapacities,
  type TierCapacities,
  tierCapacityMax,
} from "../memory/memory-limits.js";
import { type DenseWeights, useLiteDenseWeights } from "../recall/recall-weights.js";
import type { Direction } from "../vector/direction.js";
import { checkMetadata } from "./check-metadata.js";
import { readDirection } from "./read-utterance.js";

/** Bounds of what a session may be created with. */
export const sessionLimits = {
  /** Numbers in a vector. */
  dimensionMin: 1,
  dimensionMax: 4096,
  /** Policy vectors of a session. */
  policyVectorCountMax: 64,
  /** Bytes of the metadata in canonical encoding. */
  metadataBytesMax: 4096,
  /** Nesting of the metadata. */
  metadataDepthMax: 16,
} as const;

/** Dimension of a session that names none. */
export const defaultDimension = 384;

/** A direction whose memories are promoted or demoted at recall. */
export interface PolicyVectorOptions {
  readonly vector: ArrayLike<number>;
  /** Logits added at cosine 1; above 0. Default 1. */
  readonly weight?: number;
  /** Promote when true, demote when false. Default true. */
  readonly promote?: boolean;
}

/**
 * Scale of the embedder's cosines: the bundled model's, one learned from the session's own vectors
 * (for an unknown embedder), or a measured profile.
 */
export type EmbedderCosines = "default" | "learned" | CosineProfile;

/** What a session is created with. All optional. */
export interface SessionOptions {
  /** Length of its vectors, 1..4096. Default {@link defaultDimension}. */
  readonly dimension?: number;
  /** Identifies the model that makes its vectors. Absent: vectors are brought by the caller. */
  readonly embedderId?: string;
  /** Recall weights of that model. Default: those of the bundled model. */
  readonly recallWeights?: DenseWeights;
  /** Cosine scale of that model. Default `learned` without an `embedderId`, else `default`. */
  readonly cosines?: EmbedderCosines;
  /**
   * BCP 47 tag of the language spoken; steers drift detection. Default `auto`: each utterance is
   * taken to be in the language that its words show.
   */
  readonly language?: string;
  /** Whether drift is scored. Default true. */
  readonly topicSwitch?: boolean;
  /** Where the state starts. */
  readonly template?: ArrayLike<number>;
  readonly policyVectors?: readonly PolicyVectorOptions[];
  readonly capacities?: Partial<TierCapacities>;
  /** Most bytes its memories may count for. Default 1 MiB. */
  readonly memoryBytesMax?: number;
  /** Seconds after the last write at which a service deletes it. Absent: never. */
  readonly ttlSeconds?: number;
  /** The client's own; at most 4 KiB. */
  readonly metadata?: Metadata;
  /** Settings recorded for the client that change nothing. */
  readonly labels?: Metadata;
}

/** JSON that a client attaches to a session. */
export interface Metadata {
  readonly [key: string]: MetadataValue;
}
/** A value inside {@link Metadata}. */
export type MetadataValue = null | boolean | number | string | readonly MetadataValue[] | Metadata;

/** A policy vector, ready for use. */
export interface PolicyVector {
  readonly direction: Direction;
  readonly weight: number;
  readonly promote: boolean;
}

/** The effective, immutable configuration of a session. */
export interface SessionConfig {
  readonly dimension: number;
  readonly embedderId?: string;
  readonly recallWeights: DenseWeights;
  readonly cosines: EmbedderCosines;
  readonly language: string;
  readonly topicSwitch: boolean;
  readonly template?: Direction;
  readonly policyVectors: readonly PolicyVector[];
  readonly capacities: TierCapacities;
  readonly memoryBytesMax: number;
  readonly ttlSeconds?: number;
  readonly metadata: Metadata;
  readonly labels: Metadata;
}

/**
 * Fills in defaults and checks bounds.
 *
 * @throws InvalidArgumentError for a value outside its bounds
 * @throws InvalidVectorError, DimensionMismatchError for a template or policy vector
 */
export function resolveSessionConfig(options: SessionOptions): SessionConfig {
  const dimension = options.dimension ?? defaultDimension;
  within("dimension", dimension, sessionLimits.dimensionMin, sessionLimits.dimensionMax);
  const policyVectors = options.policyVectors ?? [];
  within("policyVectors", policyVectors.length, 0, sessionLimits.policyVectorCountMax);
  const capacities = { ...defaultTierCapacities, ...options.capacities };
  for (const [tier, capacity] of Object.entries(capacities)) {
    within(`capacities.${tier}`, capacity, 1, tierCapacityMax);
  }
  const memoryBytesMax = options.memoryBytesMax ?? defaultMemoryBytesMax;
  within("memoryBytesMax", memoryBytesMax, 1024, Number.MAX_SAFE_INTEGER);
  if (options.ttlSeconds !== undefined) {
    within("ttlSeconds", options.ttlSeconds, 1, Number.MAX_SAFE_INTEGER);
  }
  const { metadata = {}, labels = {} } = options;
  checkMetadata(metadata);
  checkMetadata(labels);
  return {
    dimension,
    ...(options.embedderId !== undefined && { embedderId: options.embedderId }),
    recallWeights: options.recallWeights ?? useLiteDenseWeights,
    cosines: options.cosines ?? (options.embedderId === undefined ? "learned" : "default"),
    language: options.language ?? "auto",
    topicSwitch: options.topicSwitch ?? true,
    ...(options.template !== undefined && {
      template: readDirection(options.template, dimension),
    }),
    policyVectors: policyVectors.map((policy) => resolvePolicyVector(policy, dimension)),
    capacities,
    memoryBytesMax,
    ...(options.ttlSeconds !== undefined && { ttlSeconds: options.ttlSeconds }),
    metadata,
    labels,
  };
}

function resolvePolicyVector(policy: PolicyVectorOptions, dimension: number): PolicyVector {
  const weight = policy.weight ?? 1;
  if (!(weight > 0 && weight <= 1e6)) {
    throw new InvalidArgumentError("the weight of a policy vector must be above 0");
  }
  const promote = policy.promote ?? true;
  return { direction: readDirection(policy.vector, dimension), weight, promote };
}

function within(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new InvalidArgumentError(`${name} must be a whole number from ${least} to ${most}`);
}

/** Whether two configurations mean the same session. */
export function sameConfig(a: SessionConfig, b: SessionConfig): boolean {
  return compareBytes(encodeCbor(a), encodeCbor(b)) === 0;
}
