import { join } from "node:path";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { entityMachine } from "@semvec/coordination";
import { openStore, verifyReplay } from "@semvec/persistence";
import type { ApiClient } from "../../src/testing/api-client.js";
import { FaultyEmbedder } from "../../src/testing/faulty-embedder.js";
import { ManualClock } from "../../src/testing/manual-clock.js";
import {
  startTestServer,
  type TestServer,
  temporaryDirectory,
} from "../../src/testing/test-server.js";
import { embedderFaults, type NamedFault } from "./embedder-faults.js";
import { embeddingWorkload, pictureOf, type WorkloadStep } from "./embedding-workload.js";

/*
 * The workload again and again: with its first embedder call failing, its second, and so on, until
 * a run has fewer calls than that. Each fault is a fault of one call or stays until it is repaired.
 */

/** Every fault at every call takes minutes, so by default each call gets one fault in turn. */
const everyFault = process.env["SEMVEC_TEST_EVERY_FAULT"] === "1";
if (everyFault) jest.setTimeout(1_800_000);

const directory = temporaryDirectory();
const database = { DATABASE_URL: `sqlite:///${join(directory.path, "faults.db")}` };
const clock = new ManualClock();
const embedder = new FaultyEmbedder();
const subjects: string[] = [];
/** What is there before each step and after the last one, when nothing fails. */
const pictures: unknown[] = [];
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer(database, { embedder, clock });
  const client = newSubject();
  for (const { send } of embeddingWorkload) {
    pictures.push(await pictureOf(client));
    expect((await send(client)).status).toBeLessThan(300);
  }
  pictures.push(await pictureOf(client));
});

afterAll(() => directory.remove());

/** A tenant of its own. */
function newSubject(): ApiClient {
  const subject = `subject-${subjects.length}`;
  subjects.push(subject);
  return clientOf(subject);
}

/** The service's clock stands still, so the licences have its time. */
function clientOf(subject: string): ApiClient {
  return server.as(subject, { nowMs: clock.nowMs() });
}

/** Sends the workload; what the fault refuses is sent again. @returns whether a call failed */
async function runWithFault(named: NamedFault, first: number, count: number): Promise<boolean> {
  const client = newSubject();
  embedder.break({ first, count, fault: named.fault });
  let failed = 0;
  for (const [index, step] of embeddingWorkload.entries()) {
    let answer = await step.send(client);
    if (answer.status >= 300) {
      failed += 1;
      expect(answer).toMatchObject({ status: 503, body: { detail: named.detail } });
      expect(Number(answer.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
      expect(await pictureOf(client)).toEqual(pictures[index]);
      if (count > 1) await expectStillAway(client, step, named);
      answer = await step.send(client);
    }
    expect([step.name, answer.status < 300]).toEqual([step.name, true]);
  }
  expect(await pictureOf(client)).toEqual(pictures.at(-1));
  expect(failed).toBe(embedder.hasFailed ? 1 : 0);
  return embedder.hasFailed;
}

/** As long as it is broken texts are refused, and everything else goes on; then it is repaired. */
async function expectStillAway(
  client: ApiClient,
  step: WorkloadStep,
  { detail }: NamedFault,
): Promise<void> {
  expect(await step.send(client)).toMatchObject({ status: 503, body: { detail } });
  const params = { session_id: "said" };
  await client.ok("recall", { params, body: {} });
  await client.ok("anchorScore", { params });
  expect(await client.send("readyz", {})).toMatchObject({ body: { checks: { database: "ok" } } });
  embedder.repair();
}

async function runUntilClean(count: number): Promise<void> {
  let hasFailed = true;
  for (let first = 1; hasFailed; first++) {
    expect(first).toBeLessThan(embeddingWorkload.length);
    const turn = embedderFaults[first % embedderFaults.length] as NamedFault;
    for (const named of everyFault ? embedderFaults : [turn]) {
      hasFailed = await runWithFault(named, first, count);
    }
  }
}

test("whichever call fails once, the request is 503 and without effect, and works when repeated", async () => {
  await runUntilClean(1);
});

test("from whichever call on all fail, texts are 503 until the embedder is back", async () => {
  await runUntilClean(Number.POSITIVE_INFINITY);
});

test("a restart finds what was there, and the logs replay to the states of a run without a fault", async () => {
  await server.close();
  server = await startTestServer(database, { embedder, clock });
  const last = clientOf(subjects.at(-1) ?? "");
  expect(await pictureOf(last)).toEqual(pictures.at(-1));
  await server.close();
  const store = await openStore({ url: database.DATABASE_URL, readOnly: true });
  const [clean, ...others] = await Promise.all(
    subjects.map(async (subject) => {
      const tenant = store.forTenant(`sub:${subject}`);
      const replays = ["said", "opened", "kitchen"].map((id) =>
        verifyReplay(tenant, entityMachine, id),
      );
      return Promise.all(replays);
    }),
  );
  await store.close();
  expect(clean?.map((it) => it?.matches)).toEqual([true, true, true]);
  for (const other of others) expect(other).toEqual(clean);
});
