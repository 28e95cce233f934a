import type { ErrorCode } from "./error-table.js";

const retryLater = "Send the request again after the seconds of `Retry-After`.";
const operatorReadsLog = "The operator finds the cause in the log, under the request's id.";
const fixSetting = "The operator corrects the setting that the log names and starts again.";
const ownVectors = "Send embeddings with the request, or send it again after `Retry-After`.";
const checkEmbedder = "The operator checks the embedder's address, key and model.";
const correctBody = "Correct what `detail` names and send the request again.";

/** What a caller or the operator can do about each error, in one sentence. */
export const errorRemedies: Readonly<Record<ErrorCode, string>> = {
  ERR_INVALID_STATE_DICT: "Import a `state_dict` exactly as an export gave it.",
  ERR_CLIENT_GONE: "Keep the connection open until the request is complete.",
  ERR_UNKNOWN_AGGREGATION_MODE: "Use one of the modes that `detail` lists.",
  ERR_UNKNOWN_LITERAL_KIND: "Use one of the kinds that `detail` lists.",

  ERR_CREDENTIALS_CONFLICT: "Send one token, in one of the two headers.",
  ERR_LICENSE_INVALID: "Send a token that one of the server's licence keys has signed.",
  ERR_LICENSE_MISSING: "Send the token as `Authorization: Bearer` or as `X-API-Key`.",
  ERR_METRICS_CREDENTIALS: "Scrape with the credentials of `METRICS_USER` and `METRICS_PASSWORD`.",
  ERR_LICENSE_EXPIRED: "Renew the licence at the address that `detail` names.",
  ERR_CROSS_SITE: "Configure licence keys, or call the server from its own machine.",
  ERR_SCOPE_MISSING: "Use a licence with the scope that `detail` names.",

  ERR_CLUSTER_NOT_FOUND: "List the clusters to see which there are.",
  ERR_LITERAL_NOT_FOUND: "List the session's entities to see which keys there are.",
  ERR_MEMBER_NOT_FOUND: "Nothing: the session is no member of the cluster.",
  ERR_MEMORY_NOT_FOUND: "Recall again: the memory may have been forgotten or merged.",
  ERR_OBSERVER_NOT_FOUND: "Create the observer first.",
  ERR_REGION_NOT_FOUND: "List the regions to see which there are.",
  ERR_ROUTE_NOT_FOUND: "Look the path up in the API description.",
  ERR_SESSION_NOT_FOUND: "Create the session, or run with `reset_context` under its id.",
  ERR_USER_NOT_FOUND: "Switch to the user first: that makes their partition.",
  ERR_METHOD_NOT_ALLOWED: "Use one of the methods that the header `Allow` lists.",
  ERR_BACKING_SESSION:
    "Delete the cluster or region that `detail` names: its session goes with it.",
  ERR_COORDINATION_LIMIT: "Remove some of what `detail` names before adding more.",
  ERR_DIMENSION_FIXED: "Take the session out of its cluster, or import into another session.",
  ERR_ID_TAKEN: "Use another id, or the parameters that it was created with.",
  ERR_LIMIT_EXCEEDED: "Remove some of what `detail` names before adding more.",
  ERR_LOG_COMPACTED: "Delete the session instead: the operator has compacted its log.",
  ERR_LITERAL_CACHE_FULL: "Remove entities that are no longer needed.",
  ERR_PURGE_OUTDATED: retryLater,
  ERR_LOCKED_DOWN: "Lift the lockdown of both sessions first.",
  ERR_SECOND_PARENT: "Take it out of the group that `detail` names first.",
  ERR_SESSION_CONFLICT: "Use another id, or the parameters that the session was created with.",
  ERR_SESSION_REEMBEDDED: "Send it again: the session was moved to another embedder meanwhile.",

  ERR_BODY_TOO_LARGE: "Split the request: the limit is in `detail`.",
  ERR_UNSUPPORTED_MEDIA: "Send plain JSON in UTF-8 as `application/json`, not compressed.",
  ERR_DIMENSION_MISMATCH:
    "Send vectors of the session's dimension; join only sessions and groups of the same one.",
  ERR_INVALID_ARGUMENT: correctBody,
  ERR_INVALID_VECTOR: "Send finite numbers that are not all zero.",
  ERR_VALIDATION: correctBody,
  ERR_RATE_LIMITED: retryLater,
  ERR_TOO_MANY_STREAMS: "Close one of the licence's streams, then send the request again.",

  ERR_BACKUP: "The operator restores from another backup.",
  ERR_CODEC: operatorReadsLog,
  ERR_COMPONENT_CONFLICT: operatorReadsLog,
  ERR_CONFIG: fixSetting,
  ERR_CORRUPT_RECORD: "The operator restores the database from a backup.",
  ERR_CORRUPT_SNAPSHOT: "Nothing: the session is rebuilt from its log.",
  ERR_FLEET: "The operator reads what the worker wrote before it ended.",
  ERR_DRAIN_TIMEOUT: "The operator gives requests longer to end before the server stops.",
  ERR_EMBEDDER_CONFIG: fixSetting,
  ERR_ENVELOPE: operatorReadsLog,
  ERR_INVALID_COMMIT: operatorReadsLog,
  ERR_INVALID_KEY: "The operator corrects the licence key that the log names.",
  ERR_PATH_PARAMETER: "Give every path parameter a value that a URL can carry.",
  ERR_STORE_CONFIGURATION: fixSetting,
  ERR_STORE_LOCKED: "The operator stops the other server that has the database open.",
  ERR_STORE_NOT_EMPTY: "The operator restores into an empty database.",
  ERR_STORE_READ_ONLY: operatorReadsLog,

  ERR_METRICS_DISABLED: "The operator sets `METRICS_USER` and `METRICS_PASSWORD`.",
  ERR_CONFLICT: retryLater,
  ERR_CONTENDED: retryLater,
  ERR_CORRUPT_ENTITY: "Delete the session, or have it restored from a backup or an export.",
  ERR_DRAINING: retryLater,
  ERR_ENGINE_VERSION: "The operator updates this server to the version of the newest one.",
  ERR_OVERLOADED: retryLater,
  ERR_STORE_BUSY: retryLater,
  ERR_STORE_CLOSED: retryLater,
  ERR_STORE_FAILED: "The operator checks the disk and the database that the log names.",
  ERR_STORE_FULL: "The operator frees space on the database's disk.",
  ERR_STORE_UNAVAILABLE: retryLater,
  ERR_UNKNOWN_COMMIT: "Read the session to see whether the change was made before repeating it.",

  ERR_EMBEDDER_ADDRESS_FORBIDDEN: checkEmbedder,
  ERR_EMBEDDER_CHANGED:
    "The operator starts the sidecar with the embedder that the log names, or restarts the server.",
  ERR_EMBEDDER_CIRCUIT_OPEN: ownVectors,
  ERR_EMBEDDER_CRASHED: retryLater,
  ERR_EMBEDDER_MODEL: checkEmbedder,
  ERR_EMBEDDER_OVERLOADED: retryLater,
  ERR_EMBEDDER_RESPONSE: ownVectors,
  ERR_EMBEDDER_RUNTIME: "The operator installs a runtime that the embedder can use.",
  ERR_EMBEDDER_TIMEOUT: ownVectors,
  ERR_EMBEDDER_UNAVAILABLE: ownVectors,
  ERR_EMBEDDING_INVALID: checkEmbedder,
};
