/** One variable of the environment. */
export interface ConfigEntry {
  readonly name: string;
  /** The value when it is not set, without markup; empty when there is none. */
  readonly default: string;
  /** What it does, with its unit. */
  readonly meaning: string;
  /** True: never print its value. */
  readonly secret?: true;
}

/** Every variable the server reads: the reference page is made from this table. */
export const configReference: readonly ConfigEntry[] = [
  entry("HOST", "127.0.0.1", "Address to listen on. Any but loopback needs `SEMVEC_LICENSE_JWKS`."),
  entry("PORT", "8080", "Port to listen on; 0 takes a free one."),
  secret(
    "DATABASE_URL",
    "sqlite:///semvec.db",
    "Database. `sqlite:///`: a file, relative to `SEMVEC_DATA_DIR` if that is set, else to the " +
      "working directory; with four slashes absolute. `postgresql://user:password@host/name`: a " +
      "server, which any number of workers share.",
  ),
  entry(
    "SEMVEC_DATA_DIR",
    "the database file's directory, else .semvec",
    "Where the development key is kept.",
  ),
  entry(
    "SEMVEC_ALLOW_UNSAFE_DB",
    "0",
    "1: serve on a PostgreSQL server whose settings let it lose what it has acknowledged.",
  ),
  entry("SEMVEC_PG_COMMIT_CONNECTIONS", "4", "Connections of a worker to PostgreSQL that commit."),
  entry("SEMVEC_PG_WORK_CONNECTIONS", "4", "The same for everything else."),
  entry("SEMVEC_WORKERS", "1", "Worker processes on one port. PostgreSQL only."),
  entry(
    "SEMVEC_WORKER_ID",
    "",
    "Names this worker in every line of its log, every series of `/metrics` and the " +
      "`application_name` of its connections to PostgreSQL; `semvec serve --workers` puts the worker's number behind it.",
  ),
  entry("SEMVEC_LICENSE_JWKS", "", "Keys that sign licences: path of a JWKS, or its JSON."),
  entry(
    "SEMVEC_LICENSE_DENYLIST",
    "",
    'File of revoked licences, read again every 5 s: `{"jti"}` or `{"sub", "iat_before"?}` a line.',
  ),
  entry("SEMVEC_LICENSE_ISSUER", "", "The `iss` that every licence must carry."),
  entry("SEMVEC_LICENSE_AUDIENCE", "", "What the `aud` of every licence must contain."),
  entry("SEMVEC_RENEW_URL", "https://www.semvec.io", "Named to clients whose licence has expired."),
  entry("SEMVEC_TOKEN_CACHE_MAX", "256", "Verified tokens remembered; set it above those in use."),
  entry(
    "SEMVEC_ALLOW_ANONYMOUS",
    "0",
    "1: serve requests without a token, as one tenant. Loopback only, never in production.",
  ),
  entry(
    "SEMVEC_TRUST_PROXY",
    "",
    "Whose `X-Forwarded-For` is believed: a number of hops, or networks with commas.",
  ),
  entry("SEMVEC_MAX_SESSIONS", "10000", "Sessions held in memory. Others wait on disk, complete."),
  entry(
    "SEMVEC_MAX_STATE_BYTES",
    "half of the memory limit",
    "Bytes of memory that hot sessions may take.",
  ),
  entry("SEMVEC_SESSION_BYTES_MAX", "1048576", "Bytes that one session's memories may count for."),
  entry("SEMVEC_SESSION_IDLE_TTL_S", "1800", "Seconds after which an idle session leaves memory."),
  entry("SEMVEC_SESSION_SWEEP_S", "60", "Seconds between looks for idle sessions."),
  entry(
    "SEMVEC_DRAIN_DELAY_S",
    "0 on SQLite, 10 on PostgreSQL",
    "Seconds of serving on after SIGTERM, while a load balancer looks away.",
  ),
  entry("SEMVEC_DRAIN_TIMEOUT_S", "30", "Seconds that requests under way may take to end."),
  entry(
    "SEMVEC_EMBEDDER",
    "use-lite",
    "What makes vectors: `use-lite`, `use-lite-wasm`, `http`, `ollama` or `none`.",
  ),
  entry(
    "SEMVEC_EMBEDDER_MODE",
    "inline",
    "`inline`: this server runs the embedder. `sidecar`: it uses the one of `semvec embedder`, " +
      "which reads the other `SEMVEC_EMBEDDER*` variables in its place.",
  ),
  entry(
    "SEMVEC_EMBEDDER_SOCKET",
    "",
    "Where `semvec embedder` listens and servers find it: `unix:/path/to/socket` or " +
      "`tcp:HOST:PORT`.",
  ),
  entry("SEMVEC_EMBEDDER_URL", "", "Base URL of the `http` or `ollama` embedder."),
  entry("SEMVEC_EMBEDDER_MODEL", "", "Model name at that URL."),
  secret("SEMVEC_EMBEDDER_API_KEY", "", "Bearer token for that URL."),
  entry("SEMVEC_EMBEDDER_DIM", "384", "Dimension of sessions that do not name one."),
  entry("SEMVEC_RUN_TOP_K", "5", "Memories that a run recalls when it does not say."),
  entry(
    "SEMVEC_CONTEXT_BUDGET_CHARS",
    "1400",
    "Characters of a context when a request does not say; four make a token.",
  ),
  entry("SEMVEC_RATE_COMMUNITY", "5/50", "Requests a second / at once of a community licence."),
  entry("SEMVEC_RATE_PRO", "200/2000", "The same of a pro licence."),
  entry("SEMVEC_RATE_ENTERPRISE", "none", "The same of an enterprise licence."),
  entry(
    "SEMVEC_RATE_CEILING",
    "2000",
    "Requests a second that any one subject may make, and as many at once.",
  ),
  entry("CORS_ALLOW_ORIGINS", "", "Origins whose pages may call the service, with commas, or `*`."),
  entry("METRICS_USER", "", "User of `/metrics`."),
  secret("METRICS_PASSWORD", "", "Password of `/metrics`."),
  entry(
    "SEMVEC_LOG_LEVEL",
    "info",
    "`silent`, `fatal`, `error`, `warn`, `info`, `debug`, `trace`.",
  ),
  entry("NODE_ENV", "", "`production` rules out the development key and anonymous mode."),
];

/** Known names that change nothing here, and why. */
export const variablesWithoutEffect: ReadonlyMap<string, string> = new Map([
  ["SEMVEC_CONSOLE", "this server has no console"],
  ["SEMVEC_SIGNING_KEY", "this server signs no audit records"],
]);

/** Names that our other programs read from the same environment. */
export const variablesOfOthers: ReadonlySet<string> = new Set([
  "SEMVEC_LICENSE_KEY",
  "SEMVEC_DEBUG",
]);

function entry(name: string, value: string, meaning: string): ConfigEntry {
  return { name, default: value, meaning };
}

function secret(name: string, value: string, meaning: string): ConfigEntry {
  return { name, default: value, meaning, secret: true };
}
