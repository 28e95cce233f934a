import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { generateKeyPair, mintLicense } from "@semvec/license";
import { keySetRereadMs } from "../../src/auth/key-set-watcher.js";
import { revocationsRereadMs } from "../../src/auth/revocations.js";
import { eventStreamLimits } from "../../src/http/event-stream.js";
import { ApiClient } from "../../src/testing/api-client.js";
import { followEvents } from "../../src/testing/event-blocks.js";
import { eventually, makeRegion } from "../../src/testing/groups.js";
import { ManualClock } from "../../src/testing/manual-clock.js";
import {
  startTestServer,
  type TestServer,
  temporaryDirectory,
} from "../../src/testing/test-server.js";

const subject = "alice";
const ttlSeconds = 3600;
const keys = generateKeyPair();
const successor = generateKeyPair();

let clock: ManualClock;
let directory: ReturnType<typeof temporaryDirectory>;
let server: TestServer;

const fileOf = (name: string) => join(directory.path, name);
const writeKeys = (...pairs: readonly (typeof keys)[]) =>
  writeFileSync(fileOf("jwks.json"), JSON.stringify({ keys: pairs.map((it) => it.publicJwk) }));
const mint = (tokenId: string, { signingKey } = keys): string =>
  mintLicense({ subject, tier: "pro", ttlSeconds, tokenId, nowMs: clock.nowMs() }, signingKey);

/** Waits until the server refuses a token: it has read again what it reads from time to time. */
const refused = (token: string) =>
  eventually(
    async () => (await new ApiClient(server.url, token).send("listSessions", { query: {} })).status,
    (status) => status === 401,
  );

beforeEach(async () => {
  clock = new ManualClock();
  directory = temporaryDirectory();
  writeKeys(keys, successor);
  writeFileSync(fileOf("denylist"), "");
  const env = {
    SEMVEC_LICENSE_JWKS: fileOf("jwks.json"),
    SEMVEC_LICENSE_DENYLIST: fileOf("denylist"),
  };
  server = await startTestServer(env, { clock });
  const client = new ApiClient(server.url, mint("setup"));
  await makeRegion(client, "r", []);
  await client.ok("createObserver", {
    body: { region_ids: ["r"], sample_interval_seconds: 86_400 },
  });
});
afterEach(async () => {
  await server.close();
  directory.remove();
});

describe.each(["/v1/region/r/events/stream", "/v1/observer/anomalies/stream"])(
  "R29: %s",
  (path) => {
    async function follow(token: string) {
      const stream = await followEvents(server, path, { subject, token });
      expect(await stream.next()).toEqual({ id: expect.stringMatching(/^\d+$/) });
      return stream;
    }
    const bye = (reason: string) => ({ event: "bye", data: { reason } });

    /** Whoever hears of the drain has been alive until then. */
    async function expectOpen(stream: Awaited<ReturnType<typeof follow>>) {
      const closing = server.close();
      expect(await stream.next()).toEqual(bye("draining"));
      await closing;
    }

    // The times of a token are whole seconds: its end comes within the second before an hour.
    const surelyValidMs = (ttlSeconds - 1) * 1000;

    test("ends when the token it was opened with expires; one of a later token goes on", async () => {
      const early = await follow(mint("early"));
      clock.advance(60_000);
      const late = await follow(mint("late"));
      clock.advance(ttlSeconds * 1000 - 60_000);
      expect(await early.next()).toEqual(bye("expired"));
      expect(await early.next()).toBeUndefined();
      await expectOpen(late);
    });

    test("does not end before its token does", async () => {
      const stream = await follow(mint("whole"));
      clock.advance(surelyValidMs);
      await expectOpen(stream);
    });

    test("ends when its token is revoked; one of another token goes on", async () => {
      const revoked = await follow(mint("revoked"));
      const other = await follow(mint("other"));
      writeFileSync(fileOf("denylist"), `${JSON.stringify({ jti: "revoked" })}\n`);
      clock.advance(revocationsRereadMs);
      await refused(mint("revoked"));
      clock.advance(eventStreamLimits.heartbeatMs);
      expect(await revoked.next()).toEqual(bye("revoked"));
      expect(await revoked.next()).toBeUndefined();
      await expectOpen(other);
    });

    test("ends when the key of its token is removed (R28)", async () => {
      const old = await follow(mint("old"));
      const current = await follow(mint("current", successor));
      writeKeys(successor);
      clock.advance(keySetRereadMs);
      await refused(mint("old"));
      clock.advance(eventStreamLimits.heartbeatMs);
      expect(await old.next()).toEqual(bye("revoked"));
      expect(await old.next()).toBeUndefined();
      await expectOpen(current);
    });
  },
);
