import { expect, test } from "@jest/globals";
import { Drain } from "../http/drain.js";
import { Readiness, readinessTtlMs } from "./readiness.js";

test("checks run at most once a second; a drain shows at once", async () => {
  let nowMs = 0;
  let probes = 0;
  let database: Promise<void> = Promise.resolve();
  const drain = new Drain();
  const readiness = new Readiness({
    drain,
    nowMs: () => nowMs,
    probeDatabase: () => {
      probes += 1;
      return database;
    },
    probeEmbedder: () => Promise.resolve(),
  });
  expect(await readiness.report()).toEqual({
    status: "ready",
    checks: { database: "ok", embedder: "ok", draining: "ok" },
  });
  database = Promise.reject(new Error("gone"));
  database.catch(() => {});
  nowMs = readinessTtlMs - 1;
  expect(await readiness.report()).toMatchObject({ status: "ready" });
  expect(probes).toBe(1);
  nowMs = readinessTtlMs;
  expect(await readiness.report()).toMatchObject({
    status: "not_ready",
    checks: { database: "failed", embedder: "ok" },
  });
  drain.begin();
  expect((await readiness.report()).checks.draining).toBe("failed");
  expect(probes).toBe(2);
});
