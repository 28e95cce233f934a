import { expect, test } from "@jest/globals";
import type { RouteId } from "@semvec/contract";
import type { ApiClient } from "../../src/testing/api-client.js";
import { eachTestASubject } from "../../src/testing/each-test-a-subject.js";
import { dimension, east, makeClusters, makeSessions } from "../../src/testing/groups.js";

let client: ApiClient;
eachTestASubject((it) => {
  ({ client } = it);
});

const short = east.slice(0, 2);
const session = { session_id: "s" };
const cluster = { cluster_id: "c" };
const said = { message: "hello", response: "hi" };

interface Case {
  readonly params?: Readonly<Record<string, string>>;
  readonly body: object;
}

const cases: readonly (readonly [RouteId, Case, string])[] = [
  ["run", { body: { ...session, message: "x", query_embedding: short } }, "query_embedding"],
  [
    "run",
    {
      body: {
        ...session,
        ...said,
        query_embedding: [...east],
        response_embedding: short,
      },
    },
    "response_embedding",
  ],
  [
    "store",
    { body: { ...session, ...said, message_embedding: [...east], response_embedding: short } },
    "response_embedding",
  ],
  ["store", { body: { ...session, ...said, message_embedding: short } }, "message_embedding"],
  [
    "storeTurns",
    { params: session, body: { turns: [{ message: "x", message_embedding: short }] } },
    "turns.0.message_embedding",
  ],
  ["recall", { params: session, body: { query_embedding: short } }, "query_embedding"],
  ["addTrigger", { params: session, body: { embedding: short } }, "embedding"],
  ["addAnchor", { params: session, body: { embedding: short } }, "embedding"],
  [
    "setIsolation",
    { params: session, body: { level: "FILTER", allowlist_embeddings: [[...east], short] } },
    "allowlist_embeddings.1",
  ],
  ["injectMemory", { params: session, body: { embedding: short, text: "x" } }, "embedding"],
  ["verifySession", { params: session, body: { test_embeddings: [short] } }, "test_embeddings.0"],
  ["createSession", { body: { dimension, template_embedding: short } }, "template_embedding"],
  [
    "runCluster",
    { params: cluster, body: { message: "x", query_embedding: short } },
    "query_embedding",
  ],
  [
    "storeCluster",
    { params: cluster, body: { ...said, message_embedding: short } },
    "message_embedding",
  ],
  [
    "proposeConsensus",
    { body: { proposer_session_id: "s", target_embedding: short } },
    "target_embedding",
  ],
];

test.each(cases)("%s names the vector of another dimension: %j", async (id, parts, place) => {
  await makeSessions(client, "s");
  await makeClusters(client, "c");
  const { status, body } = await client.send(id, parts);
  const [error] = (body as { detail: { loc: unknown[]; msg: string }[] }).detail;
  expect({ status, loc: error?.loc.join(".") }).toEqual({ status: 422, loc: `body.${place}` });
  expect(error?.msg).toContain(`must have ${dimension} numbers`);
});
