export {
  ComponentConflictError,
  ContractError,
  type ContractErrorCode,
  PathParameterError,
} from "./errors.js";
export {
  accessCountMax,
  anchorsMax,
  type BodyLimit,
  bodyBytesMax,
  clusterMembersMax,
  clustersMax,
  cursorCharactersMax,
  dimensionDefault,
  dimensionMax,
  entityContextUnitsMax,
  entityImportanceMax,
  entityKeyUnitsMax,
  entityResultsDefault,
  entityResultsMax,
  historyWindowMax,
  idCharactersMax,
  ignoredHeaderCharactersMax,
  importBodyBytesMax,
  isolationVectorsMax,
  jsonDepthMax,
  keywordUnitsMax,
  type LimitEntry,
  limits,
  listedTextUnitsDefault,
  literalBytesMaxDefault,
  metadataBytesMax,
  nameUnitsMax,
  observerRegionsMax,
  pageRowsDefault,
  pageRowsMax,
  policyVectorsMax,
  policyWeightMax,
  recentEventsMax,
  regionClustersMax,
  regionsMax,
  sampleIntervalSecondsMax,
  sampleIntervalSecondsMin,
  sessionBytesMaxDefault,
  shortCircuitThresholdDefault,
  storedFactsMax,
  testEmbeddingsMax,
  textUnitsMax,
  tierCapacityMax,
  timestampSecondsMax,
  timestampSecondsMin,
  tokenBudgetMax,
  tokenBudgetMin,
  topKDefault,
  topKMax,
  triggersMax,
  ttlSecondsMax,
  turnsPerCallMax,
  userIdCharactersMax,
  validationErrorsMax,
  verifyToleranceDefault,
  voteWindowSecondsMax,
  voteWindowSecondsMin,
} from "./limits.js";
export { aggregationModes } from "./messages/cluster.js";
export { ErrorResponse, ValidationErrorResponse } from "./messages/service.js";
export { type OpenApiDocument, openApiDocument } from "./openapi/open-api-document.js";
export { ignoredHeader } from "./request/ignored-header.js";
export { type JsonBodyResult, parseJsonBody, parseJsonText } from "./request/parse-json-body.js";
export { parseRequest, type RawRequest, type RequestResult } from "./request/parse-request.js";
export {
  type RequestLocation,
  type ValidationError,
  type ValidationErrorType,
  valueError,
} from "./request/validation-error.js";
export { validationErrors } from "./request/validation-errors.js";
export { bodySchema } from "./routes/body-schema.js";
export { fillPath, pathForms, pathParameters } from "./routes/path.js";
export type {
  HttpMethod,
  LicensedRoute,
  Route,
  RouteTag,
  Scope,
  UnlicensedRoute,
} from "./routes/route.js";
export { type RouteError, routeErrors } from "./routes/route-errors.js";
export {
  type ParsedRequestOf,
  type RequestOf,
  type ResponseOf,
  type RouteEntry,
  type RouteId,
  routeEntries,
  routes,
  type StreamRouteId,
} from "./routes/routes.js";
export { successStatuses } from "./routes/success-statuses.js";
export { isReservedId, RequestId, reservedIdPrefixes } from "./schemas/id.js";
export type { JsonObject } from "./schemas/metadata.js";
export {
  type CamelCase,
  type FromWire,
  fromWire,
  type SnakeCase,
  type ToWire,
  toWire,
} from "./wire/wire-keys.js";
