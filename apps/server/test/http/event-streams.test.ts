import { once } from "node:events";
import { type AddressInfo, connect } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { bodyBytesMax } from "@semvec/contract";
import { generateKeyPair, KeySet, LicenseVerifier, mintLicense } from "@semvec/license";
import type { HostStats } from "@semvec/persistence";
import { pino } from "pino";
import { FailedSignIns } from "../../src/auth/failed-sign-ins.js";
import { createApp } from "../../src/http/create-app.js";
import { Drain } from "../../src/http/drain.js";
import type { EventBatch, EventSource } from "../../src/http/event-source.js";
import { eventStreamLimits } from "../../src/http/event-stream.js";
import { EventStreams } from "../../src/http/event-streams.js";
import { createHttpServer } from "../../src/http/http-server.js";
import { ServiceMetrics } from "../../src/observability/service-metrics.js";
import { GcraLimiter } from "../../src/rate/gcra-limiter.js";
import { ManualClock } from "../../src/testing/manual-clock.js";

const event = {
  cluster_id: "c",
  region_id: "r",
  drift_score: 0.7,
  drift_phase: "drifted" as const,
  timestamp: 1.5,
};

/** A log of events that a test appends to. */
class TestLog implements EventSource<typeof event> {
  readonly batches: EventBatch<typeof event>[] = [];
  readonly watchers = new Set<() => void>();
  isGone = false;
  failure: Error | undefined;

  get seq(): number {
    return this.batches.at(-1)?.seq ?? 0;
  }

  async read(afterSeq: number, batchesMax: number) {
    if (this.failure !== undefined) throw this.failure;
    if (this.isGone) return undefined;
    return this.batches.filter(({ seq }) => seq > afterSeq).slice(0, batchesMax);
  }

  watch(onChange: () => void) {
    this.watchers.add(onChange);
    return () => this.watchers.delete(onChange);
  }

  /** Appends one op with `count` events; `isAnnounced` false: nobody is told. */
  append(seq: number, { count = 1, isAnnounced = true, note = "" } = {}): void {
    const events = Array.from({ length: count }, () => ({
      name: "drift",
      data: { ...event, cluster_id: `c${seq}${note}` },
    }));
    this.batches.push({ seq, events });
    if (isAnnounced) this.tell();
  }

  tell(): void {
    for (const watcher of this.watchers) watcher();
  }
}

/** There are no sessions here. */
const noStats: HostStats = {
  hotStates: 0,
  hotBytes: 0,
  waiting: 0,
  commits: 0,
  conflicts: 0,
  idempotentReplays: 0,
  rehydrations: 0,
  evictions: 0,
  snapshots: 0,
  snapshotsFailed: 0,
  snapshotsRejected: 0,
  quarantined: 0,
};

const keys = generateKeyPair();
const rate = { ratePerSecond: 1000, burst: 1000 };

async function startStreams(log: TestLog) {
  const clock = new ManualClock();
  const drain = new Drain();
  const lines: Record<string, unknown>[] = [];
  const logger = pino({ level: "info" }, { write: (line: string) => lines.push(JSON.parse(line)) });
  const streams = new EventStreams({ clock, drain, log: logger });
  const failedSignIns = new FailedSignIns(() => clock.nowMs());
  const revoked = { current: false };
  const metrics = new ServiceMetrics({
    hostStats: () => noStats,
    embeddingTexts: () => 0,
    openStreams: () => streams.count,
  });
  const app = createApp({
    handlers: { streamDriftEvents: () => ({ source: log }) },
    authentication: {
      verifier: new LicenseVerifier({
        keys: KeySet.fromJwks({ keys: [keys.publicJwk] }),
        isRevoked: () => revoked.current,
      }),
      failedSignIns,
      allowAnonymous: false,
      nowMs: () => clock.nowMs(),
    },
    isLocalOnly: false,
    rateLimiter: new GcraLimiter(() => performance.now()),
    rates: { community: rate, pro: rate, enterprise: rate },
    bodyLimits: bodyBytesMax,
    corsOrigins: [],
    trustProxy: undefined,
    renewUrl: "https://renew.example",
    drain,
    streams,
    metrics,
    log: logger,
  });
  const server = createHttpServer(app).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/v1/region/r/events/stream`;
  const token = (subject = "alice"): string =>
    mintLicense({ subject, tier: "pro", ttlSeconds: 3600, nowMs: clock.nowMs() }, keys.signingKey);
  return {
    clock,
    drain,
    lines,
    metrics,
    port,
    revoked,
    streams,
    token,
    open: (headers: Record<string, string> = {}, method = "GET") =>
      fetch(url, { method, headers: { "X-API-Key": token(), ...headers } }),
    async close() {
      server.closeAllConnections();
      server.close();
      failedSignIns.close();
      await once(server, "close");
    },
  };
}

/** What comes over a stream, block by block. */
function blocksOf(response: Response) {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  return {
    /** The next block, or `undefined` at the end. */
    async next(): Promise<string | undefined> {
      while (!rest.includes("\n\n")) {
        const chunk = await reader?.read();
        if (chunk?.value === undefined) return undefined;
        rest += chunk.value;
      }
      const [block = "", ...others] = rest.split("\n\n");
      rest = others.join("\n\n");
      return block;
    },
    cancel: () => reader?.cancel(),
  };
}

/** Blocks up to one that is no heartbeat. */
async function nextEvent(blocks: ReturnType<typeof blocksOf>): Promise<string | undefined> {
  for (;;) {
    const block = await blocks.next();
    if (block !== ":") return block;
  }
}

function drift(seq: number, withId = true): string {
  const data = JSON.stringify({ ...event, cluster_id: `c${seq}` });
  return `${withId ? `id: ${seq}\n` : ""}event: drift\ndata: ${data}`;
}
const bye = (reason: string): string => `event: bye\ndata: {"reason":"${reason}"}`;

/** Until something that other turns of the event loop bring about. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

let log: TestLog;
let service: Awaited<ReturnType<typeof startStreams>>;
beforeEach(async () => {
  log = new TestLog();
  service = await startStreams(log);
});
afterEach(() => service.close());

describe("a stream", () => {
  test("begins with what is new, under an id to come back with", async () => {
    log.append(3);
    const response = await service.open();
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    });
    const blocks = blocksOf(response);
    expect(await blocks.next()).toBe("id: 3");
    log.append(4);
    log.append(5);
    expect(await nextEvent(blocks)).toBe(drift(4));
    expect(await nextEvent(blocks)).toBe(drift(5));
  });

  test("goes on after Last-Event-ID, however much there is", async () => {
    const count = 2 * eventStreamLimits.batchesPerReadMax + 1;
    for (let seq = 1; seq <= count; seq += 1) log.append(seq);
    const blocks = blocksOf(await service.open({ "Last-Event-ID": "2" }));
    expect(await blocks.next()).toBe("id: 2");
    for (let seq = 3; seq <= count; seq += 1) expect(await nextEvent(blocks)).toBe(drift(seq));
  });

  test("gives an id to the last event of an op alone: what was cut short comes again", async () => {
    const blocks = blocksOf(await service.open());
    log.append(7, { count: 3 });
    await blocks.next();
    expect(await nextEvent(blocks)).toBe(drift(7, false));
    expect(await nextEvent(blocks)).toBe(drift(7, false));
    expect(await nextEvent(blocks)).toBe(drift(7));
  });

  test("beats when nothing happens, and reads what nobody announced", async () => {
    const blocks = blocksOf(await service.open());
    expect([await blocks.next(), await blocks.next()]).toEqual(["id: 0", ":"]);
    log.append(1, { isAnnounced: false });
    service.clock.advance(eventStreamLimits.heartbeatMs);
    expect([await blocks.next(), await blocks.next()]).toEqual([":", drift(1)]);
  });

  test("has no body for HEAD", async () => {
    const response = await service.open({}, "HEAD");
    expect([response.status, await response.text()]).toEqual([200, ""]);
    expect(service.streams.count).toBe(0);
  });

  test.each(["-1", "x", "1.5", "9".repeat(16)])("refuses Last-Event-ID %s", async (id) => {
    const response = await service.open({ "Last-Event-ID": id });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      detail: [{ loc: ["header", "Last-Event-ID"], type: "value_error" }],
    });
  });

  test("needs a licence", async () => {
    expect((await service.open({ "X-API-Key": "x" })).status).toBe(401);
  });
});

describe("a stream ends", () => {
  async function openAndRead() {
    const blocks = blocksOf(await service.open());
    expect([await blocks.next(), await blocks.next()]).toEqual(["id: 0", ":"]);
    return blocks;
  }

  test("when the token expires, to the moment", async () => {
    const blocks = await openAndRead();
    // A licence's times are whole seconds: it ends within one of an hour from now.
    service.clock.advance(3_598_000);
    expect(service.streams.count).toBe(1);
    service.clock.advance(2_000);
    expect(await nextEvent(blocks)).toBe(bye("expired"));
    expect(await blocks.next()).toBeUndefined();
  });

  test("when the token is revoked", async () => {
    const blocks = await openAndRead();
    service.revoked.current = true;
    service.clock.advance(eventStreamLimits.heartbeatMs);
    expect(await nextEvent(blocks)).toBe(bye("revoked"));
    expect(await blocks.next()).toBeUndefined();
  });

  test("when what it follows is deleted", async () => {
    const blocks = await openAndRead();
    log.isGone = true;
    log.tell();
    expect(await nextEvent(blocks)).toBe(bye("deleted"));
    expect(await blocks.next()).toBeUndefined();
  });

  test("when the server drains, and a new one as it begins", async () => {
    const blocks = await openAndRead();
    service.drain.begin();
    expect(await nextEvent(blocks)).toBe(bye("draining"));
    expect(await blocks.next()).toBeUndefined();
    const late = blocksOf(await service.open());
    expect(await late.next()).toBe("id: 0");
    expect(await nextEvent(late)).toBe(bye("draining"));
    expect(await late.next()).toBeUndefined();
    await service.drain.idle();
  });

  test("without a word when its log cannot be read; the log of the server says why", async () => {
    const blocks = await openAndRead();
    log.failure = new Error("disk");
    log.tell();
    await expect(blocks.next()).rejects.toThrow();
    await until(() => service.streams.count === 0);
    expect(service.lines).toContainEqual(expect.objectContaining({ msg: "stream failed" }));
  });

  test("when its client leaves, with nothing left behind", async () => {
    const blocks = await openAndRead();
    expect(log.watchers.size).toBe(1);
    await blocks.cancel();
    await until(() => service.streams.count === 0);
    expect(log.watchers.size).toBe(0);
    await until(() => service.lines.length > 0);
    const labels = 'method="GET",endpoint="/v1/region/{region_id}/events/stream",status="200"';
    expect(await service.metrics.render()).toContain(`semvec_requests_total{${labels}} 1`);
    expect(service.lines).toMatchObject([
      { msg: "request", status: 200, path: "/v1/region/r/events/stream" },
    ]);
  });
});

test("a subject has at most 16 streams; others are not affected", async () => {
  const opened: Response[] = [];
  for (let i = 0; i < eventStreamLimits.streamsPerSubjectMax; i += 1) {
    opened.push(await service.open());
  }
  const refused = await service.open();
  expect([refused.status, await refused.json()]).toEqual([429, { detail: "Too many requests" }]);
  expect(refused.headers.get("retry-after")).toBe("15");
  expect((await service.open({ "X-API-Key": service.token("bob") })).status).toBe(200);
  expect(await service.metrics.render()).toContain("semvec_event_streams 17");
  await opened[0]?.body?.cancel();
  await until(() => service.streams.count === 16);
  expect((await service.open()).status).toBe(200);
});

describe("a client that does not read", () => {
  /** Never reads what it asked for. */
  async function openUnread() {
    const socket = connect(service.port, "127.0.0.1").pause();
    const head = ["GET /v1/region/r/events/stream HTTP/1.1", "Host: localhost"];
    socket.write([...head, `X-API-Key: ${service.token()}`, "", ""].join("\r\n"));
    await until(() => service.streams.count === 1);
    return socket;
  }

  /** One read of it is more than the buffers between two processes take. */
  async function flood() {
    const note = "x".repeat(100_000);
    for (let seq = 1; seq <= 1_000; seq += 1) log.append(seq, { note, isAnnounced: false });
    const reads = { count: 0 };
    const read = log.read.bind(log);
    log.read = (...range) => {
      reads.count += 1;
      return read(...range);
    };
    log.tell();
    await new Promise((resolve) => setImmediate(resolve));
    expect(reads.count).toBe(1);
    return reads;
  }

  test("is dropped in time, and held little for", async () => {
    const socket = await openUnread();
    const reads = await flood();
    service.clock.advance(eventStreamLimits.stallTimeoutMs - eventStreamLimits.heartbeatMs);
    await new Promise((resolve) => setImmediate(resolve));
    expect(service.streams.count).toBe(1);
    service.clock.advance(eventStreamLimits.heartbeatMs);
    await until(() => service.streams.count === 0);
    expect(reads.count).toBe(1);
    socket.destroy();
  });

  test("does not hold up a drain", async () => {
    const socket = await openUnread();
    await flood();
    service.drain.begin();
    await service.drain.idle();
    expect(service.streams.count).toBe(0);
    socket.destroy();
  });

  test("is another matter than one that reads", async () => {
    const blocks = blocksOf(await service.open());
    await blocks.next();
    for (let beats = 0; beats < 10; beats += 1) {
      expect(await blocks.next()).toBe(":");
      service.clock.advance(eventStreamLimits.heartbeatMs);
    }
    expect(service.streams.count).toBe(1);
  });
});
