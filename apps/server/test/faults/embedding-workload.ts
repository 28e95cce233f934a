import type { RequestOf, RouteId } from "@semvec/contract";
import type { Answer, ApiClient } from "../../src/testing/api-client.js";

/** One request of the workload. */
export interface WorkloadStep {
  readonly name: RouteId;
  send(client: ApiClient): Promise<Answer<unknown>>;
}

const said = { params: { session_id: "said" } } as const;
const kitchen = { params: { cluster_id: "kitchen" } } as const;
const east = Array.from({ length: 384 }, (_, i) => (i === 0 ? 1 : 0));

/**
 * Requests in their order: each route that embeds a text, in each way it does, and between them
 * those that build on what it wrote.
 */
export const embeddingWorkload: readonly WorkloadStep[] = [
  step("createSession", { body: { session_id: "said" } }),
  step("run", { body: { session_id: "said", message: "where is my kettle?" } }),
  step("run", {
    body: { session_id: "said", message: "and the keys?", response: "In the attic." },
  }),
  step("store", { body: { session_id: "said", response: "The keys hang in the hall." } }),
  step("store", { body: { session_id: "said", message: "thanks", response: "You are welcome." } }),
  step("storeTurns", {
    ...said,
    body: {
      turns: [
        { message: "the plumber comes on Friday", response: "Noted." },
        { message: "he brings a new tap" },
        { message: "brought", message_embedding: east, response: "and told" },
      ],
    },
  }),
  step("recall", { ...said, body: { query: "who brings a tap?" } }),
  step("stateContext", { query: { session_id: "said", query: "what hangs in the hall?" } }),
  step("addAnchor", { ...said, body: { text: "a household and its errands" } }),
  step("addTrigger", { ...said, body: { keyword: "plumber" } }),
  step("setIsolation", { ...said, body: { level: "QUARANTINE", exclusion_embeddings: [east] } }),
  step("run", { body: { session_id: "said", message: "did the plumber come by?" } }),
  step("releaseIsolation", said),
  { name: "correctMemory", send: correctFirstMemory },
  step("extractFacts", { ...said, body: { text: "Pay 5 EUR by 2023-05-08.", store: true } }),
  step("run", { body: { session_id: "opened", message: "a new day", reset_context: true } }),
  step("createCluster", { body: { cluster_id: "kitchen", name: "Kitchen" } }),
  step("addMember", { ...kitchen, body: { session_id: "said" } }),
  step("addMember", { ...kitchen, body: { session_id: "opened" } }),
  step("storeCluster", { ...kitchen, body: { message: "who cooks?", response: "Ada cooks." } }),
  step("runCluster", { ...kitchen, body: { message: "what does Ada cook?" } }),
  step("runCluster", { ...kitchen, body: { message: "and on Sunday?", response: "Soup." } }),
  step("feedback", kitchen),
  step("transfer", { body: { source_session_id: "said", target_session_id: "opened" } }),
  step("run", { body: { session_id: "opened", message: "what do you know?" } }),
  step("proposeConsensus", { body: { proposer_session_id: "said", target_embedding: east } }),
  step("resetSession", said),
  step("run", { body: { session_id: "said", message: "once more, where is my kettle now?" } }),
];

/** The same request id on every run, for a memory names the request that wrote it. */
const headers = { "X-Request-Id": "workload" };

function step<Id extends RouteId>(name: Id, parts: RequestOf<Id>): WorkloadStep {
  return { name, send: (client) => client.send(name, parts, headers) };
}

async function correctFirstMemory(client: ApiClient): Promise<Answer<unknown>> {
  const { memories } = await client.ok("listMemories", { ...said, query: {} });
  const memory_hash = memories[0]?.memory_hash ?? "";
  const parts = { params: { ...said.params, memory_hash }, body: { text: "where is the teapot?" } };
  return client.send("correctMemory", parts, headers);
}

/** All that the workload can have written, as its client sees it. */
export async function pictureOf(client: ApiClient): Promise<unknown> {
  const exported = async (session_id: string) => {
    const { status, body } = await client.send("exportSession", { params: { session_id } });
    return { status, body };
  };
  const [sessions, group, trust, ...states] = await Promise.all([
    client.ok("listSessions", { query: {} }),
    client.send("getCluster", kitchen),
    client.ok("consensusTrust", {}),
    exported("said"),
    exported("opened"),
    exported("kitchen"),
  ]);
  return { sessions, group: group.body, trust, states };
}
