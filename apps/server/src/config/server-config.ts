import type { EmbedderConfig } from "@semvec/embedders";
import type { LicenseTier } from "@semvec/license";
import type { RatePolicy } from "../rate/rate-limiter.js";

/** Log levels, loudest last. */
export const logLevels = ["silent", "fatal", "error", "warn", "info", "debug", "trace"] as const;

/** How much the server logs. */
export type LogLevel = (typeof logLevels)[number];

/** Who may sign licences, and what every licence must carry. */
export interface LicenseConfig {
  /** The JWKS: a path, or the JSON itself. Absent: a development key, on loopback only. */
  readonly jwks?: string;
  /** Path of the file of revoked licences. */
  readonly denylist?: string;
  readonly issuer?: string;
  readonly audience?: string;
  /** Where an expired licence is renewed. */
  readonly renewUrl: string;
  /** Verified tokens remembered. */
  readonly tokenCacheMax: number;
  /** Requests without a token are served, as the tenant `anon`. */
  readonly allowAnonymous: boolean;
}

/** Bounds of sessions and of the memory that hot ones take. */
export interface SessionsConfig {
  /** Numbers in the vectors of a session that a run opens. */
  readonly dimension: number;
  /** Bytes that the memories of one session may count for. */
  readonly memoryBytesMax: number;
  readonly hotMax: number;
  readonly hotBytesMax: number;
  readonly idleTtlMs: number;
  readonly idleSweepMs: number;
}

/** How a PostgreSQL server is used; nothing of it concerns SQLite. */
export interface PostgresConfig {
  /** Serve on a server that may lose commits that it has acknowledged. */
  readonly allowUnsafe: boolean;
  readonly commitConnections: number;
  readonly workConnections: number;
}

/** Everything an operator sets, validated. Made by `loadConfig`. */
export interface ServerConfig {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** `NODE_ENV=production`. */
  readonly isProduction: boolean;
  /** A path in it is absolute. */
  readonly databaseUrl: string;
  readonly postgres: PostgresConfig;
  /** Absolute. Holds the development key. */
  readonly dataDirectory: string;
  /** Processes that serve; more than one on PostgreSQL only. */
  readonly workers: number;
  /** Names this worker in its log and its metrics. */
  readonly workerId?: string;
  readonly license: LicenseConfig;
  /** Whose `X-Forwarded-For` is believed: hops, or networks. Absent: nobody's. */
  readonly trustProxy?: number | readonly string[];
  readonly sessions: SessionsConfig;
  readonly drainDelayMs: number;
  readonly drainTimeoutMs: number;
  readonly embedder: EmbedderConfig;
  /** Memories that a run recalls when it does not say. */
  readonly topK: number;
  /** Tokens of a context when a request does not say. */
  readonly tokenBudget: number;
  readonly rates: Readonly<Record<LicenseTier, RatePolicy>>;
  /** Origins whose pages may call the service; `*` stands for all. */
  readonly corsOrigins: readonly string[];
  /** Credentials of `/metrics`. Absent: it answers 503. */
  readonly metrics?: { readonly user: string; readonly password: string };
  readonly logLevel: LogLevel;
  /** What the operator should know; the server logs it once at start. */
  readonly warnings: readonly string[];
}
