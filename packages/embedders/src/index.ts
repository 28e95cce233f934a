export {
  CachedEmbedder,
  defaultCacheBytesMax,
  defaultCacheEntriesMax,
  type EmbeddingCacheLimits,
} from "./cached-embedder.js";
export type { Embedder, EmbedOptions } from "./embedder.js";
export type { EmbedderLimit } from "./embedder-limit.js";
export type {
  CosineCalibration,
  CosineStatistics,
  EmbedderProfile,
  RecallWeights,
} from "./embedder-profile.js";
export { useLiteProfile } from "./embedder-profile.js";
export {
  EmbedderChangedError,
  EmbedderCircuitOpenError,
  EmbedderConfigError,
  EmbedderCrashedError,
  EmbedderError,
  type EmbedderErrorCode,
  EmbedderOverloadedError,
  EmbedderResponseError,
  EmbedderTimeoutError,
  EmbedderUnavailableError,
  ForbiddenAddressError,
  InferenceRuntimeError,
  InvalidEmbeddingError,
  ModelFilesError,
} from "./errors.js";
export { createHashingEmbedder } from "./hashing-embedder.js";
export {
  type EmbedderConfig,
  embedderKinds,
  type HttpConfig,
  type NoEmbedderConfig,
  type OllamaConfig,
  openEmbedder,
  type SidecarConfig,
  type UseLiteConfig,
} from "./open-embedder.js";
export { projectDimension, projectedEmbedderId, textDimensionMin } from "./project-dimension.js";
export type { RemoteEmbedderConfig } from "./remote/remote-embedder.js";
export { isSidecarAddress } from "./sidecar/sidecar-address.js";
export type { SidecarEmbedderConfig } from "./sidecar/sidecar-embedder.js";
export { sidecarLimits } from "./sidecar/sidecar-limits.js";
export { SidecarServer, type SidecarServerOptions } from "./sidecar/sidecar-server.js";
export { inferenceLimits } from "./use-lite/inference-limits.js";
export { modelFileDigests, type UseLiteModelFiles } from "./use-lite/model-files.js";
export type { SentenceEncoder } from "./use-lite/sentence-encoder.js";
export { createWasmSentenceEncoder } from "./use-lite/wasm/wasm-sentence-encoder.js";
