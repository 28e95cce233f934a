import { regionIds, sessionIds, userIds } from "./names.js";
import type { SimClient } from "./sim-client.js";
import * as turn from "./turn-actions.js";

export async function observe(client: SimClient): Promise<void> {
  await client.insist("create observer", ({ observer }) =>
    observer.create({ regionIds: [client.random.pick(regionIds)], sampleIntervalSeconds: 1 }),
  );
}

/** An observer that may begin at the very moment at which its region ends. */
export async function observeWhatEnds(client: SimClient): Promise<void> {
  const region = client.random.pick(regionIds);
  await Promise.all([
    client.insist("create observer", ({ observer }) =>
      observer.create({ regionIds: [region], sampleIntervalSeconds: 1 }),
    ),
    client.insist("delete region", ({ regions }) => regions.delete(region)),
  ]);
}

export async function register(client: SimClient): Promise<void> {
  const region = client.random.pick(regionIds);
  await client.insist("register", ({ observer }) => observer.register(region));
}

export async function unregister(client: SimClient): Promise<void> {
  const region = client.random.pick(regionIds);
  await client.insist("unregister", ({ observer }) => observer.unregister(region));
}

/** A sample by hand; those of the slots come by the observer's timer. */
export async function sample(client: SimClient): Promise<void> {
  await client.send("sample", ({ observer }) => observer.sample());
}

export async function clearAnomalies(client: SimClient): Promise<void> {
  await client.send("clear anomalies", ({ observer }) => observer.clearAnomalies());
}

export async function transfer(client: SimClient): Promise<void> {
  await sendTransfer(client, client.random.pick(sessionIds), client.random.pick(sessionIds));
}

async function sendTransfer(
  client: SimClient,
  sourceSessionId: string,
  targetSessionId: string,
): Promise<void> {
  await client.send(
    "transfer",
    ({ network }) => network.transfer({ sourceSessionId, targetSessionId }),
    { about: [sourceSessionId, targetSessionId] },
  );
}

/** Two sessions that speak of different things, one of them locked down; neither may move. */
export async function transferIntoLockdown(client: SimClient): Promise<void> {
  const target = client.random.pick(sessionIds);
  const source = client.random.pick(sessionIds.filter((id) => id !== target));
  await turn.run(client, source, "change");
  await turn.run(client, target, "calm");
  await client.command(target, (nowMs) => ({ kind: "set-isolation", level: "LOCKDOWN", nowMs }));
  await sendTransfer(client, source, target);
}

/** Several votes in a row, so that trust moves far. */
export async function consensus(client: SimClient): Promise<void> {
  const proposerSessionId = client.random.pick(sessionIds);
  const targetEmbedding = client.random.pick([
    [1, 0, 0],
    [0, 0, 1],
  ]);
  for (let vote = 0; vote < 3; vote++) {
    await client.send("consensus", ({ network }) =>
      network.consensus({ proposerSessionId, targetEmbedding }),
    );
  }
}

export async function switchUser(client: SimClient): Promise<void> {
  const user = client.random.pick(userIds);
  await client.insist("switch user", ({ network }) => network.switchUser(user));
}

export async function forgetUser(client: SimClient): Promise<void> {
  const user = client.random.pick(userIds);
  await client.send("forget user", ({ network }) => network.forgetUser(user));
}
