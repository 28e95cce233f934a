export { retriesMaxLimit, type SemvecClientOptions } from "./client-options.js";
export {
  ClientConfigError,
  type ClientErrorCode,
  MalformedResponseError,
  SemvecClientError,
  SemvecHttpError,
  SemvecNetworkError,
} from "./errors.js";
export { retriesMaxDefault, retryAfterSecondsMax } from "./retry-policy.js";
export {
  type AnswerOf,
  type CallOptions,
  type ClientRouteId,
  type ContextListing,
  type InputOf,
  type ListSessionsOptions,
  SemvecClient,
} from "./semvec-client.js";
