import { bodyBytesMax, importBodyBytesMax, literalBytesMaxDefault } from "@semvec/contract";
import { entityMachine, outboxOf } from "@semvec/coordination";
import { type LicenseKeyPair, LicenseVerifier } from "@semvec/license";
import { type Clock, EntityHost, type Store } from "@semvec/persistence";
import type { Express } from "express";
import type { Logger } from "pino";
import { FailedSignIns } from "./auth/failed-sign-ins.js";
import { watchKeySet } from "./auth/key-set-watcher.js";
import { rereadEvery } from "./auth/reread-every.js";
import { type RevocableClaims, Revocations, revocationsRereadMs } from "./auth/revocations.js";
import type { ServerConfig, SessionsConfig } from "./config/server-config.js";
import { createBuryDamaged } from "./coordination/bury-damaged.js";
import { EventAnnouncer } from "./coordination/event-announcer.js";
import { HostedClusters } from "./coordination/hosted-clusters.js";
import { HostedNetwork } from "./coordination/hosted-network.js";
import { HostedObservers } from "./coordination/hosted-observers.js";
import { HostedRegions } from "./coordination/hosted-regions.js";
import { createMessageRelay, type MessageRelayParts } from "./coordination/message-relay.js";
import { TenantServices } from "./coordination/tenant-services.js";
import { createWatchLog } from "./coordination/watch-log.js";
import { clusterHandlers } from "./handlers/cluster-handlers.js";
import { controlHandlers } from "./handlers/control-handlers.js";
import type { Handlers } from "./handlers/handler.js";
import { literalHandlers } from "./handlers/literal-handlers.js";
import { memoryHandlers } from "./handlers/memory-handlers.js";
import { networkHandlers } from "./handlers/network-handlers.js";
import { observerHandlers } from "./handlers/observer-handlers.js";
import { regionHandlers } from "./handlers/region-handlers.js";
import { serviceHandlers } from "./handlers/service-handlers.js";
import { sessionHandlers } from "./handlers/session-handlers.js";
import { turnHandlers } from "./handlers/turn-handlers.js";
import { createApp } from "./http/create-app.js";
import { CursorCodec } from "./http/cursor-codec.js";
import type { BodyLimits } from "./http/dispatch.js";
import { Drain } from "./http/drain.js";
import { EventStreams } from "./http/event-streams.js";
import { Readiness } from "./observability/readiness.js";
import { ServiceMetrics } from "./observability/service-metrics.js";
import type { Resources } from "./open-resources.js";
import { createRateLimiter } from "./rate/create-rate-limiter.js";
import { AnswerPurge } from "./sessions/answer-purge.js";
import { ControlService } from "./sessions/control-service.js";
import { LiteralService } from "./sessions/literal-service.js";
import type { ServiceHost } from "./sessions/service-host.js";
import { SessionAccess } from "./sessions/session-access.js";
import { describeEntity } from "./sessions/session-directory.js";
import { SessionService } from "./sessions/session-service.js";
import { TextEmbedder } from "./sessions/text-embedder.js";

/** The service without its socket. */
export interface Service {
  readonly app: Express;
  readonly drain: Drain;
  /** Present when no JWKS is configured. */
  readonly developmentKey: LicenseKeyPair | undefined;
  /** Whether it should get traffic: what `/v1/readyz` answers. */
  isReady(): Promise<boolean>;
  /**
   * Begins what goes on without a request: messages between entities are delivered, expired
   * answers deleted.
   */
  start(): void;
  /** Waits for work under way, then closes the database and the embedder. */
  close(): Promise<void>;
}

/** What the service is built from besides its resources. */
export interface ServiceEnvironment {
  readonly clock: Clock;
  readonly log: Logger;
}

/** Puts the service together from what it holds open. */
export function buildService(
  config: ServerConfig,
  resources: Resources,
  { clock, log }: ServiceEnvironment,
): Service {
  const { store, licenseKeys } = resources;
  const { license, sessions } = config;
  const nowMs = (): number => clock.nowMs();
  const host = createHost(config, resources, { clock, log });
  const embedder = new TextEmbedder(resources.embedder);
  const drain = new Drain();
  const streams = new EventStreams({ clock, drain, log });
  const failedSignIns = new FailedSignIns(nowMs);
  const metrics = new ServiceMetrics({
    hostStats: () => host.stats(),
    embeddingTexts: () => embedder.textsUnderWay,
    openStreams: () => streams.count,
    workerId: config.workerId,
  });
  const watchLog = createWatchLog(store, clock);
  const announcer = new EventAnnouncer({ clock, metrics, log, watchLog });
  const services = new TenantServices({
    host,
    store,
    embedder,
    config: sessions,
    nowMs,
    publish: announcer.publish,
  });
  const background = createBackground({ store, services, metrics, clock, log });
  const shared = { config, resources, host, embedder, services, announcer };
  const readiness = createReadiness(store, embedder, drain);
  const parts = { ...shared, readiness, failedSignIns, metrics, nowMs };
  const revoked = followRevocations(license.denylist, resources, { clock, log });
  const verifier = createVerifier(config, resources, (claims) => revoked.current.has(claims));
  const stopWatching = watchKeys(license.jwks, verifier, { clock, log });
  const app = createApp({
    handlers: createHandlers(parts),
    authentication: { verifier, failedSignIns, allowAnonymous: license.allowAnonymous, nowMs },
    isLocalOnly: license.allowAnonymous || licenseKeys.developmentKey !== undefined,
    rateLimiter: createRateLimiter(store, () => performance.now()),
    rates: config.rates,
    bodyLimits: bodyLimits(sessions),
    corsOrigins: config.corsOrigins,
    trustProxy: config.trustProxy,
    renewUrl: license.renewUrl,
    drain,
    streams,
    metrics,
    log,
  });
  return {
    app,
    drain,
    developmentKey: licenseKeys.developmentKey,
    isReady: async () => (await readiness.report()).status === "ready",
    start: () => background.start(),
    async close() {
      stopWatching();
      revoked.stop();
      failedSignIns.close();
      // Deliveries need the host, and followers of events have none any more.
      await background.stop();
      await announcer.close();
      await host.drain();
      await store.close();
      await embedder.close();
    },
  };
}

/** What the handlers share. */
interface HandlerParts {
  readonly config: ServerConfig;
  readonly resources: Resources;
  readonly host: ServiceHost;
  readonly embedder: TextEmbedder;
  readonly readiness: Readiness;
  readonly services: TenantServices;
  readonly announcer: EventAnnouncer;
  readonly failedSignIns: FailedSignIns;
  readonly metrics: ServiceMetrics;
  readonly nowMs: () => number;
}

function bodyLimits({ memoryBytesMax }: SessionsConfig): BodyLimits {
  return { ...bodyBytesMax, import: importBodyBytesMax(memoryBytesMax, literalBytesMaxDefault) };
}

function createReadiness(store: Store, embedder: TextEmbedder, drain: Drain): Readiness {
  return new Readiness({
    drain,
    probeDatabase: () => store.probe(),
    probeEmbedder: () => embedder.probe(),
    nowMs: () => performance.now(),
  });
}

function createHandlers(parts: HandlerParts): Handlers {
  const { config, resources, host, embedder, readiness, failedSignIns, metrics, nowMs } = parts;
  const { store, secret } = resources;
  const { topK, tokenBudget } = config;
  const access = new SessionAccess(host, nowMs);
  const sessions = new SessionService({
    access,
    store,
    embedder,
    config: config.sessions,
    defaults: { topK, tokenBudget },
    nowMs,
  });
  const cursors = new CursorCodec(secret, nowMs);
  return {
    ...turnHandlers(sessions, metrics),
    ...sessionHandlers(sessions, cursors),
    ...controlHandlers(new ControlService({ access, store, embedder, nowMs })),
    ...literalHandlers(new LiteralService(access, nowMs)),
    ...memoryHandlers(sessions, cursors),
    ...groupHandlers(parts, access, cursors),
    ...serviceHandlers({
      hotSessions: () => host.stats().hotStates,
      readiness,
      metrics,
      metricsCredentials: config.metrics,
      failedSignIns,
    }),
  };
}

/** The routes of clusters, regions, the observer and the network. */
function groupHandlers(parts: HandlerParts, access: SessionAccess, cursors: CursorCodec) {
  const { config, resources, host, services, announcer, embedder, metrics, nowMs } = parts;
  const { topK, tokenBudget } = config;
  const buryDamaged = createBuryDamaged(host, resources.store, nowMs);
  const clusters = new HostedClusters({
    services,
    access,
    embedder,
    buryDamaged,
    defaults: { topK, tokenBudget },
    nowMs,
  });
  const regions = new HostedRegions({ services, host, announcer, buryDamaged });
  return {
    ...clusterHandlers(clusters, cursors, metrics),
    ...regionHandlers(regions, cursors),
    ...observerHandlers(new HostedObservers({ services, host, announcer }), cursors),
    ...networkHandlers(new HostedNetwork({ services, access })),
  };
}

/** What goes on without a request: deliveries between entities, and the end of kept answers. */
function createBackground(parts: MessageRelayParts & ServiceEnvironment): {
  start(): void;
  stop(): Promise<void>;
} {
  const relay = createMessageRelay(parts);
  const purge = new AnswerPurge(parts);
  return {
    start() {
      relay.start();
      purge.start();
    },
    async stop() {
      await relay.stop();
      await purge.stop();
    },
  };
}

function createHost(
  { sessions }: ServerConfig,
  { store }: Resources,
  { clock, log }: ServiceEnvironment,
): ServiceHost {
  return new EntityHost({
    store,
    machine: entityMachine,
    describe: describeEntity,
    outbox: outboxOf,
    onDamage: ({ message, ...where }) => log.error(where, message),
    clock,
    limits: {
      hotStatesMax: sessions.hotMax,
      hotBytesMax: sessions.hotBytesMax,
      idleTtlMs: sessions.idleTtlMs,
      idleSweepMs: sessions.idleSweepMs,
    },
  });
}

/** The revocations as the file had them last. */
function followRevocations(
  denylist: string | undefined,
  { revocations }: Resources,
  { clock, log }: ServiceEnvironment,
): { readonly current: Revocations; readonly stop: () => void } {
  let current = revocations;
  const read = () => Revocations.read(denylist ?? "");
  const listener = {
    onRead: (fresh: Revocations) => {
      current = fresh;
    },
    onError: (error: unknown) => log.error({ err: error }, "the denylist cannot be read again"),
  };
  const stop =
    denylist === undefined ? () => {} : rereadEvery(revocationsRereadMs, read, listener, clock);
  return {
    get current() {
      return current;
    },
    stop,
  };
}

function createVerifier(
  { license }: ServerConfig,
  { licenseKeys }: Resources,
  isRevoked: (claims: RevocableClaims) => boolean,
): LicenseVerifier {
  return new LicenseVerifier({
    keys: licenseKeys.keys,
    isRevoked,
    issuer: license.issuer,
    audience: license.audience,
    cacheEntriesMax: license.tokenCacheMax,
  });
}

/** Follows a JWKS file, so that keys rotate without a restart. */
function watchKeys(
  jwks: string | undefined,
  verifier: LicenseVerifier,
  { clock, log }: ServiceEnvironment,
): () => void {
  if (jwks === undefined) return () => {};
  return watchKeySet(jwks, clock, {
    onRead: (keys) => verifier.replaceKeys(keys),
    onError: (error) => log.error({ err: error }, "the licence keys cannot be read again"),
  });
}
