import { resolve } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { ConfigError } from "../errors/errors.js";
import { configReference } from "./config-reference.js";
import { Environment, loadConfig } from "./load-config.js";

test("with nothing set, everything has its documented default", () => {
  const config = loadConfig({});
  expect(config).toMatchObject({
    host: "127.0.0.1",
    port: 8080,
    isProduction: false,
    databaseUrl: `sqlite:///${resolve("semvec.db")}`,
    dataDirectory: resolve("."),
    license: {
      renewUrl: "https://www.semvec.io",
      tokenCacheMax: 256,
      allowAnonymous: false,
    },
    sessions: {
      dimension: 384,
      memoryBytesMax: 1_048_576,
      hotMax: 10_000,
      idleTtlMs: 1_800_000,
      idleSweepMs: 60_000,
    },
    drainDelayMs: 0,
    drainTimeoutMs: 30_000,
    embedder: { kind: "use-lite" },
    topK: 5,
    tokenBudget: 350,
    rates: {
      community: { ratePerSecond: 5, burst: 50 },
      pro: { ratePerSecond: 200, burst: 2000 },
      enterprise: { ratePerSecond: 2000, burst: 2000 },
    },
    corsOrigins: [],
    logLevel: "info",
    warnings: [],
  });
  expect(config.sessions.hotBytesMax).toBeGreaterThan(64 * 1024 * 1024);
  expect(config).not.toHaveProperty("metrics");
  expect(config).not.toHaveProperty("trustProxy");
});

test("the reference names every variable, and no other", () => {
  const documented = configReference.map(({ name }) => name);
  expect([...documented].sort()).toEqual(Object.keys(Environment.shape).sort());
});

test("the documented defaults are the real ones", () => {
  const documented = configReference.filter((entry) => /^[\w./:-]+$/.test(entry.default));
  const env = Object.fromEntries(documented.map((entry) => [entry.name, entry.default]));
  expect(loadConfig(env)).toEqual(loadConfig({}));
});

describe("a malformed value is an error that names the variable", () => {
  test.each([
    ["PORT", "65536"],
    ["PORT", "http"],
    ["SEMVEC_RUN_TOP_K", "0"],
    ["SEMVEC_RUN_TOP_K", "101"],
    ["SEMVEC_CONTEXT_BUDGET_CHARS", "255"],
    ["SEMVEC_RATE_PRO", "5"],
    ["SEMVEC_RATE_PRO", "0/5"],
    ["SEMVEC_RATE_CEILING", "none"],
    ["SEMVEC_EMBEDDER", "word2vec"],
    ["SEMVEC_EMBEDDER_URL", "ftp://host"],
    ["SEMVEC_EMBEDDER_MODE", "remote"],
    ["SEMVEC_EMBEDDER_SOCKET", "/run/embedder.sock"],
    ["SEMVEC_EMBEDDER_SOCKET", `unix:/${"p".repeat(103)}`],
    ["SEMVEC_ALLOW_ANONYMOUS", "perhaps"],
    ["SEMVEC_TRUST_PROXY", "10.0.0.0/33"],
    ["SEMVEC_TRUST_PROXY", "everyone"],
    ["SEMVEC_LOG_LEVEL", "chatty"],
    ["SEMVEC_WORKER_ID", "two words"],
    ["SEMVEC_WORKER_ID", "x".repeat(65)],
    ["SEMVEC_PG_COMMIT_CONNECTIONS", "0"],
    ["SEMVEC_PG_WORK_CONNECTIONS", "65"],
    ["SEMVEC_SESSION_IDLE_TTL_S", "-1"],
    ["DATABASE_URL", "sqlite:///%zz.db"],
  ])("%s=%s", (name, value) => {
    expect(() => loadConfig({ [name]: value })).toThrow(ConfigError);
    expect(() => loadConfig({ [name]: value })).toThrow(name);
  });

  test("all of them at once", () => {
    expect(() => loadConfig({ PORT: "x", SEMVEC_EMBEDDER_DIM: "x" })).toThrow(
      /PORT .*; SEMVEC_EMBEDDER_DIM /,
    );
  });
});

test("values are read", () => {
  const config = loadConfig({
    HOST: "::1",
    DATABASE_URL: "sqlite:////var/lib/semvec/a%20b.db",
    SEMVEC_RATE_COMMUNITY: "0.5/3",
    SEMVEC_RATE_ENTERPRISE: "9000/9000",
    SEMVEC_TRUST_PROXY: "loopback, 10.0.0.0/8",
    SEMVEC_DRAIN_DELAY_S: "2.5",
    CORS_ALLOW_ORIGINS: "https://a.example, https://b.example",
    METRICS_USER: "u",
    METRICS_PASSWORD: "p",
    NODE_ENV: "production",
    SEMVEC_ALLOW_ANONYMOUS: "",
  });
  expect(config).toMatchObject({
    host: "::1",
    databaseUrl: "sqlite:////var/lib/semvec/a%20b.db",
    dataDirectory: "/var/lib/semvec",
    isProduction: true,
    rates: {
      community: { ratePerSecond: 0.5, burst: 3 },
      enterprise: { ratePerSecond: 2000, burst: 2000 },
    },
    trustProxy: ["loopback", "10.0.0.0/8"],
    drainDelayMs: 2500,
    corsOrigins: ["https://a.example", "https://b.example"],
    metrics: { user: "u", password: "p" },
    license: { allowAnonymous: false },
  });
});

test("a worker on PostgreSQL drains for longer, and says how it uses the server", () => {
  const url = "postgresql+asyncpg://u:p@db/semvec";
  const env = { DATABASE_URL: url, SEMVEC_PG_WORK_CONNECTIONS: "7", SEMVEC_WORKER_ID: "eu-1:a" };
  expect(loadConfig(env)).toMatchObject({
    databaseUrl: url,
    dataDirectory: resolve(".semvec"),
    postgres: { allowUnsafe: false, commitConnections: 4, workConnections: 7 },
    workerId: "eu-1:a",
    drainDelayMs: 10_000,
  });
  const hasty = { ...env, SEMVEC_DRAIN_DELAY_S: "0", SEMVEC_ALLOW_UNSAFE_DB: "1" };
  expect(loadConfig(hasty)).toMatchObject({ drainDelayMs: 0, postgres: { allowUnsafe: true } });
});

test("more than one worker needs a database that they can share", () => {
  const url = "postgresql://db/semvec";
  expect(loadConfig({ DATABASE_URL: url }, { workers: 4 }).workers).toBe(4);
  expect(loadConfig({ SEMVEC_WORKERS: "1" }).workers).toBe(1);
  expect(() => loadConfig({ SEMVEC_WORKERS: "2" })).toThrow(/one process.*DATABASE_URL/);
  expect(() => loadConfig({ DATABASE_URL: url, SEMVEC_WORKERS: "65" })).toThrow(ConfigError);
});

test("a relative database stands in the data directory, if one is set", () => {
  const config = loadConfig({ SEMVEC_DATA_DIR: "/data", DATABASE_URL: "sqlite:///x/y.db" });
  expect(config).toMatchObject({ databaseUrl: "sqlite:////data/x/y.db", dataDirectory: "/data" });
  expect(loadConfig({ DATABASE_URL: "sqlite::memory:" }).dataDirectory).toBe(resolve(".semvec"));
});

test("settings that go together", () => {
  expect(() => loadConfig({ METRICS_USER: "u" })).toThrow(/METRICS_PASSWORD/);
  expect(() => loadConfig({ SEMVEC_EMBEDDER: "http" })).toThrow(/SEMVEC_EMBEDDER_URL/);
  const sidecar = { SEMVEC_EMBEDDER_MODE: "sidecar", SEMVEC_EMBEDDER_SOCKET: "tcp:[::1]:7077" };
  expect(() => loadConfig({ ...sidecar, SEMVEC_EMBEDDER_SOCKET: "" })).toThrow(
    /SEMVEC_EMBEDDER_SOCKET/,
  );
  expect(() => loadConfig({ ...sidecar, SEMVEC_EMBEDDER: "none" })).toThrow(/exclude each other/);
  // The model's own settings are the sidecar's business.
  expect(loadConfig({ ...sidecar, SEMVEC_EMBEDDER: "http" }).embedder).toEqual({
    kind: "sidecar",
    address: "tcp:[::1]:7077",
    mayBeAbsent: true,
  });
  expect(loadConfig({ SEMVEC_EMBEDDER_SOCKET: "tcp:[::1]:7077" }).embedder).toEqual({
    kind: "use-lite",
  });
});

test("flags stand above the environment", () => {
  const env = { HOST: "0.0.0.0", PORT: "1", SEMVEC_EMBEDDER_MODEL: "m" };
  const flags = { host: "127.0.0.1", port: 0, embedder: "http://localhost:1/", logLevel: "debug" };
  expect(loadConfig(env, flags)).toMatchObject({
    host: "127.0.0.1",
    port: 0,
    logLevel: "debug",
    embedder: { kind: "http", url: "http://localhost:1/", model: "m" },
  });
  const sidecar = { embedderMode: "sidecar", embedderSocket: "unix:/a.sock" };
  expect(loadConfig(env, sidecar).embedder).toMatchObject({ kind: "sidecar" });
  expect(loadConfig({}, { embedder: "none" }).embedder).toEqual({ kind: "none" });
});

test("unknown and idle variables are warned of; strictly, an unknown one is an error", () => {
  const env = { SEMVEC_MAX_SESION: "5", SEMVEC_CONSOLE: "0", SEMVEC_LICENSE_KEY: "token" };
  expect(loadConfig(env).warnings).toEqual([
    "SEMVEC_MAX_SESION is not a setting; did you mean SEMVEC_MAX_SESSIONS?",
    "SEMVEC_CONSOLE has no effect: this server has no console",
  ]);
  expect(() => loadConfig(env, { strict: true })).toThrow(/did you mean SEMVEC_MAX_SESSIONS/);
});
