export { closeOnSignals, type SignalOptions } from "./close-on-signals.js";
export { type ConfigEntry, configReference } from "./config/config-reference.js";
export { databaseName } from "./config/database-name.js";
export { type ConfigFlags, configVariables, loadConfig } from "./config/load-config.js";
export {
  type LicenseConfig,
  type LogLevel,
  logLevels,
  type PostgresConfig,
  type ServerConfig,
  type SessionsConfig,
} from "./config/server-config.js";
export { type ErrorReferenceEntry, errorReference } from "./errors/error-reference.js";
export type { ErrorCode } from "./errors/error-table.js";
export {
  ConfigError,
  DrainTimeoutError,
  FleetError,
  ServerError,
  type ServerErrorCode,
} from "./errors/errors.js";
export { type AppParts, createApp } from "./http/create-app.js";
export type { RateDecision, RateLimiter, RatePolicy } from "./rate/rate-limiter.js";
export { type RunServiceOptions, runService } from "./run-service.js";
export { type CloseOptions, type RunningServer, type ServeOptions, serve } from "./serve.js";
export { serverLimits } from "./server-limits.js";
export { version } from "./version.js";
