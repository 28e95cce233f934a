import { expect } from "@jest/globals";
import type { ResponseOf } from "@semvec/contract";
import type { ApiClient } from "./api-client.js";

/** Axes of the three-dimensional space that tests of groups speak in. */
export const east = [1, 0, 0];
export const north = [0, 1, 0];
export const up = [0, 0, 1];

/** Dimension of that space. */
export const dimension = 3;

/** Makes sessions. */
export async function makeSessions(client: ApiClient, ...ids: readonly string[]): Promise<void> {
  for (const session_id of ids)
    await client.ok("createSession", { body: { session_id, dimension } });
}

/** Makes clusters. */
export async function makeClusters(client: ApiClient, ...ids: readonly string[]): Promise<void> {
  for (const id of ids) await client.ok("createCluster", { body: cluster(id) });
}

/** Adds a session to a cluster. */
export function addMember(client: ApiClient, cluster_id: string, session_id: string) {
  return client.send("addMember", { params: { cluster_id }, body: { session_id } });
}

/** Status and detail of a refusal. */
export async function detailOf(answer: Promise<{ status: number; body: unknown }>) {
  const { status, body } = await answer;
  return [status, (body as { detail: unknown }).detail];
}

/** Body of creating a cluster. */
export function cluster(cluster_id: string) {
  return { name: `Cluster ${cluster_id}`, cluster_id, dimension };
}

/** Makes a region with clusters whose own sessions each have a state. */
export async function makeRegion(
  client: ApiClient,
  region_id: string,
  clusterIds: readonly string[],
): Promise<void> {
  await client.ok("createRegion", { body: { name: `Region ${region_id}`, region_id } });
  for (const cluster_id of clusterIds) {
    await makeClusters(client, cluster_id);
    await say(client, cluster_id, east);
    await client.ok("attachCluster", { params: { region_id }, body: { cluster_id } });
  }
}

/** Stores turns of one direction in a session. */
export async function say(
  client: ApiClient,
  session_id: string,
  vector: number[],
  count = 1,
): Promise<void> {
  const turns = Array.from({ length: count }, (_, i) => ({
    message: `turn ${i} of ${session_id}`,
    message_embedding: vector,
  }));
  await client.ok("storeTurns", { params: { session_id }, body: { turns } });
}

/** Direction of a session's state. */
export async function stateOf(client: ApiClient, session_id: string): Promise<number[]> {
  return (await client.ok("sessionState", { params: { session_id } })).vector;
}

const calmTurns = 6;

/** Has a session talk about one thing, and then about another one: the last run drifts. */
export async function drift(client: ApiClient, session_id: string): Promise<ResponseOf<"run">> {
  for (let turn = 0; turn < calmTurns; turn++) {
    await client.ok("run", {
      body: {
        session_id,
        message: `the oven and the bread dough ${turn}`,
        query_embedding: east,
        ...(turn > 0 && { response: "Yes.", response_embedding: east }),
      },
    });
  }
  return client.ok("run", { body: { session_id, ...newSubject } });
}

/** What a calm session drifts by, with the reply to what came before. */
export const newSubject = {
  message: "By the way, changing the subject: how are interest rates at the bank?",
  query_embedding: up,
  response: "Yes.",
  response_embedding: east,
};

/** Has a cluster drift, and waits until its region has heard of it. */
export async function driftHeard(
  client: ApiClient,
  cluster_id: string,
  region_id = "r",
): Promise<void> {
  const query = { limit: 1_000 };
  const events = () => client.ok("listDriftEvents", { params: { region_id }, query });
  const before = (await events()).length;
  expect((await drift(client, cluster_id)).drift_detected).toBe(true);
  await eventually(events, ({ length }) => length > before);
}

/** Turns that a realignment will draw yet. */
export async function remaining(client: ApiClient, session_id: string): Promise<number> {
  return (await client.ok("anchorScore", { params: { session_id } })).realignment_remaining;
}

/**
 * Reads until it is as it should be: what entities tell each other is delivered after the answer.
 * A test that waits in vain runs into its own time limit.
 */
export async function eventually<T>(
  read: () => Promise<T>,
  isIt: (value: T) => boolean,
): Promise<T> {
  for (;;) {
    const value = await read();
    if (isIt(value)) return value;
  }
}
