export type {
  AnswerOf,
  CallOptions,
  InputOf,
  PageOptions,
  Streamed,
  StreamOptions,
} from "./call-types.js";
export { retriesMaxLimit, type SemvecClientOptions } from "./client-options.js";
export type { ClusterCalls } from "./cluster-calls.js";
export {
  ClientConfigError,
  type ClientErrorCode,
  MalformedResponseError,
  SemvecClientError,
  SemvecHttpError,
  SemvecNetworkError,
} from "./errors.js";
export type { MemoryCalls, MemoryListing } from "./memory-calls.js";
export type { NetworkCalls } from "./network-calls.js";
export type { ObserverCalls } from "./observer-calls.js";
export type { RegionCalls } from "./region-calls.js";
export { retriesMaxDefault, retryAfterSecondsMax } from "./retry-policy.js";
export type { EventOf, RowOf } from "./route-caller.js";
export { type ClientRouteId, type ContextListing, SemvecClient } from "./semvec-client.js";
