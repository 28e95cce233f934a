import {
  dimensionDefault,
  dimensionMax,
  tokenBudgetMax,
  tokenBudgetMin,
  topKMax,
} from "@semvec/contract";
import { embedderKinds } from "@semvec/embedders";
import { isPostgresUrl, persistenceDefaults } from "@semvec/persistence";
import * as z from "zod";
import { ConfigError } from "../errors/errors.js";
import { databaseLocation } from "./database-location.js";
import { defaultStateBytesMax } from "./default-state-bytes.js";
import { embedderConfig, embedderModes } from "./embedder-config.js";
import {
  choice,
  flag,
  httpUrl,
  integer,
  label,
  list,
  rate,
  seconds,
  sidecarAddress,
  text,
} from "./env-value.js";
import { logLevels, type ServerConfig } from "./server-config.js";
import { tierRates } from "./tier-rates.js";
import { trustedProxies } from "./trusted-proxies.js";
import { idleVariables, unknownVariables } from "./variable-warnings.js";

const dayS = 86_400;
const mebibyte = 1024 * 1024;

/** UTF-16 units that count as one token of a context. */
const charactersPerToken = 4;

/** Every variable by name; `config-reference.ts` says what each means. */
export const Environment = z.object({
  HOST: text.default("127.0.0.1"),
  PORT: integer(0, 65_535).default(8080),
  NODE_ENV: text.optional(),
  DATABASE_URL: text.default("sqlite:///semvec.db"),
  SEMVEC_DATA_DIR: text.optional(),
  SEMVEC_ALLOW_UNSAFE_DB: flag.default(false),
  SEMVEC_PG_COMMIT_CONNECTIONS: integer(1, 64).default(
    persistenceDefaults.postgresCommitConnections,
  ),
  SEMVEC_PG_WORK_CONNECTIONS: integer(1, 64).default(persistenceDefaults.postgresWorkConnections),
  SEMVEC_WORKER_ID: label.optional(),
  SEMVEC_WORKERS: integer(1, 64).default(1),
  SEMVEC_LICENSE_JWKS: text.optional(),
  SEMVEC_LICENSE_DENYLIST: text.optional(),
  SEMVEC_LICENSE_ISSUER: text.optional(),
  SEMVEC_LICENSE_AUDIENCE: text.optional(),
  SEMVEC_RENEW_URL: httpUrl.default("https://www.semvec.io"),
  SEMVEC_TOKEN_CACHE_MAX: integer(1, 1_000_000).default(256),
  SEMVEC_ALLOW_ANONYMOUS: flag.default(false),
  SEMVEC_TRUST_PROXY: text.optional(),
  SEMVEC_MAX_SESSIONS: integer(1, 10_000_000).default(10_000),
  SEMVEC_MAX_STATE_BYTES: integer(mebibyte, Number.MAX_SAFE_INTEGER).optional(),
  SEMVEC_SESSION_BYTES_MAX: integer(64 * 1024, 64 * mebibyte).default(mebibyte),
  SEMVEC_SESSION_IDLE_TTL_S: seconds(1, 30 * dayS).default(1_800_000),
  SEMVEC_SESSION_SWEEP_S: seconds(1, dayS).default(60_000),
  SEMVEC_DRAIN_DELAY_S: seconds(0, 600).optional(),
  SEMVEC_DRAIN_TIMEOUT_S: seconds(0, 600).default(30_000),
  SEMVEC_EMBEDDER: choice(embedderKinds).default("use-lite"),
  SEMVEC_EMBEDDER_MODE: choice(embedderModes).default("inline"),
  SEMVEC_EMBEDDER_SOCKET: sidecarAddress.optional(),
  SEMVEC_EMBEDDER_URL: httpUrl.optional(),
  SEMVEC_EMBEDDER_MODEL: text.optional(),
  SEMVEC_EMBEDDER_API_KEY: text.optional(),
  SEMVEC_EMBEDDER_DIM: integer(1, dimensionMax).default(dimensionDefault),
  SEMVEC_RUN_TOP_K: integer(1, topKMax).default(5),
  SEMVEC_CONTEXT_BUDGET_CHARS: integer(
    tokenBudgetMin * charactersPerToken,
    tokenBudgetMax * charactersPerToken,
  ).default(1400),
  SEMVEC_RATE_COMMUNITY: rate.default({ ratePerSecond: 5, burst: 50 }),
  SEMVEC_RATE_PRO: rate.default({ ratePerSecond: 200, burst: 2000 }),
  SEMVEC_RATE_ENTERPRISE: rate.default("none"),
  SEMVEC_RATE_CEILING: integer(1, 1_000_000).default(2000),
  CORS_ALLOW_ORIGINS: list.default([]),
  METRICS_USER: text.optional(),
  METRICS_PASSWORD: text.optional(),
  SEMVEC_LOG_LEVEL: choice(logLevels).default("info"),
});

/** Settings from a command line; they stand above the environment. */
export interface ConfigFlags {
  readonly host?: string | undefined;
  readonly port?: number | string | undefined;
  /** A kind of embedder, or the URL of an OpenAI-compatible one. */
  readonly embedder?: string | undefined;
  /** `inline`, or `sidecar`. */
  readonly embedderMode?: string | undefined;
  /** Where the sidecar is: `unix:/path/to/socket` or `tcp:HOST:PORT`. */
  readonly embedderSocket?: string | undefined;
  readonly logLevel?: string | undefined;
  /** Worker processes. */
  readonly workers?: number | string | undefined;
  /** An unknown `SEMVEC_*` variable is an error instead of a warning. Default: false. */
  readonly strict?: boolean | undefined;
}

/**
 * Reads the configuration. A variable that is set to nothing counts as not set.
 *
 * @throws ConfigError that names every variable with a malformed value
 *
 * @example
 * ```ts
 * const config = loadConfig(process.env, { port: 0 });
 * const server = await serve(config);
 * ```
 */
export function loadConfig(
  env: Readonly<Record<string, string | undefined>>,
  flags: ConfigFlags = {},
): ServerConfig {
  const settings = Object.fromEntries(
    Object.entries(configVariables(env, flags)).filter(([, value]) => value?.trim()),
  );
  const unknown = unknownVariables(Object.keys(settings));
  if (flags.strict === true && unknown.length > 0) throw new ConfigError(unknown.join("; "));
  const result = Environment.safeParse(settings);
  if (!result.success) throw new ConfigError(problems(result.error));
  const warnings = [...unknown, ...idleVariables(Object.keys(settings))];
  return serverConfig(result.data, warnings);
}

/** The environment with the settings of a command line over it, for other processes to read. */
export function configVariables(
  env: Readonly<Record<string, string | undefined>>,
  flags: ConfigFlags,
): Record<string, string | undefined> {
  return { ...env, ...flagVariables(flags) };
}

function flagVariables(flags: ConfigFlags): Record<string, string> {
  const isUrl = flags.embedder?.includes("://") === true;
  return {
    ...(flags.host !== undefined && { HOST: flags.host }),
    ...(flags.port !== undefined && { PORT: String(flags.port) }),
    ...(flags.workers !== undefined && { SEMVEC_WORKERS: String(flags.workers) }),
    ...(flags.logLevel !== undefined && { SEMVEC_LOG_LEVEL: flags.logLevel }),
    ...(flags.embedderMode !== undefined && { SEMVEC_EMBEDDER_MODE: flags.embedderMode }),
    ...(flags.embedderSocket !== undefined && { SEMVEC_EMBEDDER_SOCKET: flags.embedderSocket }),
    ...(flags.embedder !== undefined && {
      SEMVEC_EMBEDDER: isUrl ? "http" : flags.embedder,
      ...(isUrl && { SEMVEC_EMBEDDER_URL: flags.embedder }),
    }),
  };
}

/** On PostgreSQL there are other workers, and a balancer that has to notice that one leaves. */
function defaultDrainDelayMs(databaseUrl: string): number {
  return isPostgresUrl(databaseUrl) ? 10_000 : 0;
}

function problems(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`).join("; ");
}

function serverConfig(
  env: z.output<typeof Environment>,
  warnings: readonly string[],
): ServerConfig {
  const {
    SEMVEC_LICENSE_JWKS: jwks,
    SEMVEC_LICENSE_DENYLIST: denylist,
    SEMVEC_LICENSE_ISSUER: issuer,
    SEMVEC_LICENSE_AUDIENCE: audience,
    METRICS_USER: user,
    METRICS_PASSWORD: password,
  } = env;
  if ((user === undefined) !== (password === undefined)) {
    throw new ConfigError("METRICS_USER and METRICS_PASSWORD go together: set both or neither");
  }
  const trustProxy = trustedProxies(env.SEMVEC_TRUST_PROXY);
  return {
    host: env.HOST,
    port: env.PORT,
    isProduction: env.NODE_ENV === "production",
    ...databaseLocation(env.DATABASE_URL, env.SEMVEC_DATA_DIR),
    ...fleetConfig(env),
    license: {
      ...(jwks !== undefined && { jwks }),
      ...(denylist !== undefined && { denylist }),
      ...(issuer !== undefined && { issuer }),
      ...(audience !== undefined && { audience }),
      renewUrl: env.SEMVEC_RENEW_URL,
      tokenCacheMax: env.SEMVEC_TOKEN_CACHE_MAX,
      allowAnonymous: env.SEMVEC_ALLOW_ANONYMOUS,
    },
    ...(trustProxy !== undefined && { trustProxy }),
    sessions: {
      dimension: env.SEMVEC_EMBEDDER_DIM,
      memoryBytesMax: env.SEMVEC_SESSION_BYTES_MAX,
      hotMax: env.SEMVEC_MAX_SESSIONS,
      hotBytesMax: env.SEMVEC_MAX_STATE_BYTES ?? defaultStateBytesMax(),
      idleTtlMs: env.SEMVEC_SESSION_IDLE_TTL_S,
      idleSweepMs: env.SEMVEC_SESSION_SWEEP_S,
    },
    drainDelayMs: env.SEMVEC_DRAIN_DELAY_S ?? defaultDrainDelayMs(env.DATABASE_URL),
    drainTimeoutMs: env.SEMVEC_DRAIN_TIMEOUT_S,
    embedder: embedderConfig(env.SEMVEC_EMBEDDER, {
      mode: env.SEMVEC_EMBEDDER_MODE,
      socket: env.SEMVEC_EMBEDDER_SOCKET,
      url: env.SEMVEC_EMBEDDER_URL,
      model: env.SEMVEC_EMBEDDER_MODEL,
      apiKey: env.SEMVEC_EMBEDDER_API_KEY,
    }),
    topK: env.SEMVEC_RUN_TOP_K,
    tokenBudget: Math.floor(env.SEMVEC_CONTEXT_BUDGET_CHARS / charactersPerToken),
    rates: tierRates({
      community: env.SEMVEC_RATE_COMMUNITY,
      pro: env.SEMVEC_RATE_PRO,
      enterprise: env.SEMVEC_RATE_ENTERPRISE,
      ceiling: env.SEMVEC_RATE_CEILING,
    }),
    corsOrigins: env.CORS_ALLOW_ORIGINS,
    ...(user !== undefined && password !== undefined && { metrics: { user, password } }),
    logLevel: env.SEMVEC_LOG_LEVEL,
    warnings,
  };
}

/** What only a worker among others needs. */
function fleetConfig(
  env: z.output<typeof Environment>,
): Pick<ServerConfig, "postgres" | "workers" | "workerId"> {
  if (env.SEMVEC_WORKERS > 1 && !isPostgresUrl(env.DATABASE_URL)) {
    throw new ConfigError(
      "an SQLite file serves one process, so there can be one worker: set DATABASE_URL to a " +
        "PostgreSQL server for more, or leave out SEMVEC_WORKERS (--workers)",
    );
  }
  return {
    postgres: {
      allowUnsafe: env.SEMVEC_ALLOW_UNSAFE_DB,
      commitConnections: env.SEMVEC_PG_COMMIT_CONNECTIONS,
      workConnections: env.SEMVEC_PG_WORK_CONNECTIONS,
    },
    workers: env.SEMVEC_WORKERS,
    ...(env.SEMVEC_WORKER_ID !== undefined && { workerId: env.SEMVEC_WORKER_ID }),
  };
}
