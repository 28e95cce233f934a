import { clusterIds, clusterTraits, regionIds, regionTraits, sessionIds } from "./names.js";
import { phrase } from "./phrases.js";
import type { SimClient } from "./sim-client.js";
import { isolate, reply, run, storePair } from "./turn-actions.js";

export async function createSession(client: SimClient, session: string): Promise<void> {
  await client.insist("create session", ({ parts }, _worker, { nowMs }) =>
    parts.runner.execute(
      session,
      { kind: "create", options: parts.sessionOptions(), nowMs },
      (answer) => answer,
    ),
  );
}

/** A session that nobody comes back to, so that nothing mends what a lost answer left in memory. */
export async function sayAndLeave(client: SimClient): Promise<void> {
  const session = `once-${client.world.serial()}`;
  await createSession(client, session);
  await storePair(client, session);
}

export async function removeSession(client: SimClient, session: string): Promise<void> {
  await client.insist("delete session", (services) => services.deleteSession(session));
}

export async function createCluster(client: SimClient, clusterId: string): Promise<void> {
  await client.insist("create cluster", ({ clusters }) =>
    clusters.create({ ...clusterTraits(clusterId), clusterId, name: clusterId }),
  );
}

export async function deleteCluster(client: SimClient, clusterId: string): Promise<void> {
  await client.insist("delete cluster", ({ clusters }) => clusters.delete(clusterId));
}

export async function addMember(client: SimClient, cluster: string, member: string): Promise<void> {
  await client.insist("add member", ({ clusters }) => clusters.addMember(cluster, member));
}

/** What no cluster takes in: itself, or a session of another dimension. */
export async function addStranger(client: SimClient): Promise<void> {
  const cluster = client.random.pick(clusterIds);
  const small = "small";
  await client.insist("create small session", ({ parts }, _worker, { nowMs }) =>
    parts.runner.execute(
      small,
      { kind: "create", options: parts.sessionOptions(2), nowMs },
      (answer) => answer,
    ),
  );
  await addMember(client, cluster, client.random.pick([cluster, small]));
}

/** A backing session may be a member of another cluster. */
export async function addBackingSession(client: SimClient): Promise<void> {
  const cluster = client.random.pick(clusterIds);
  await addMember(client, cluster, client.random.pick(clusterIds.filter((id) => id !== cluster)));
}

export async function removeMember(client: SimClient): Promise<void> {
  const cluster = client.random.pick(clusterIds);
  const member = client.random.pick([...sessionIds, ...sessionIds, ...clusterIds]);
  await client.insist("remove member", ({ clusters }) => clusters.removeMember(cluster, member));
}

export async function feedback(client: SimClient): Promise<void> {
  const cluster = client.random.pick(clusterIds);
  const { answeredFeedback } = client.world.history;
  const { value, request } = await client.send(
    "feedback",
    ({ clusters }) => clusters.feedback(cluster),
    { about: [cluster] },
  );
  if (value === undefined) return;
  answeredFeedback.push({ request, sessionsUpdated: value.sessionsUpdated });
}

export async function storeInCluster(
  client: SimClient,
  cluster: string = client.random.pick(clusterIds),
): Promise<void> {
  const message = phrase("calm", client.world.serial());
  const response = phrase("short", client.world.serial());
  const tokens = [client.token(cluster, message.text, { isAtomic: false })];
  const { tenant, world } = client;
  const pair = { tenant, cluster, message: message.text, response: response.text };
  world.history.clusterPairs.push(pair);
  await client.send(
    "store in cluster",
    ({ clusters }) => clusters.store(cluster, { message, response }),
    { tokens },
  );
}

/** A pair is stored in a cluster while a message waits there, whose response comes after it. */
export async function storeInBetween(client: SimClient): Promise<void> {
  const cluster = client.random.pick(clusterIds);
  await run(client, cluster, "calm");
  await storeInCluster(client, cluster);
  await reply(client, cluster, "short");
}

export async function createRegion(client: SimClient, regionId: string): Promise<void> {
  await client.insist("create region", ({ regions }) =>
    regions.create({ ...regionTraits[regionId], regionId, name: regionId }),
  );
}

export async function deleteRegion(client: SimClient): Promise<void> {
  const region = client.random.pick(regionIds);
  await client.insist("delete region", ({ regions }) => regions.delete(region));
}

export async function attach(client: SimClient, region: string, cluster: string): Promise<void> {
  await client.insist("attach", ({ regions }) => regions.addCluster(region, cluster));
}

export async function detach(client: SimClient): Promise<void> {
  const region = client.random.pick(regionIds);
  const cluster = client.random.pick(clusterIds);
  await client.insist("detach", ({ regions }) => regions.removeCluster(region, cluster));
}

/** Every cluster drifts at about the same time: what a quorum is made of. */
export async function drifts(client: SimClient): Promise<void> {
  for (const cluster of clusterIds) {
    await run(client, cluster, "calm");
    await reply(client, cluster, "short");
    await run(client, cluster, "change");
  }
}

/** Every cluster drifts, and goes on until the realignment is over; one is locked for a while. */
export async function driftsAndGoesOn(client: SimClient): Promise<void> {
  const locked = client.random.chance(0.4) ? client.random.pick(clusterIds) : undefined;
  await drifts(client);
  await client.pause(2_000);
  if (locked !== undefined) await isolate(client, locked, "LOCKDOWN");
  for (let turn = 0; turn < 4; turn++) {
    for (const cluster of clusterIds) await storePair(client, cluster);
  }
  if (locked !== undefined) await isolate(client, locked, "OPEN");
}

/** Two clusters drift exactly as far apart as the window of r0 is long. */
export async function driftsAtTheEdge(client: SimClient): Promise<void> {
  const [first, second] = client.random.chance(0.5) ? ["c0", "c1"] : ["c1", "c2"];
  for (const cluster of [first, second]) {
    if (cluster === undefined) continue;
    await run(client, cluster, "calm");
    await reply(client, cluster, "short");
  }
  const windowMs = 1_000 * (regionTraits["r0"]?.voteWindowSeconds ?? 0);
  const [worker] = client.world.workers();
  if (worker === undefined || first === undefined || second === undefined) return;
  const atMs = worker.clock.nowMs() + 100;
  await run(client, first, "change", atMs);
  await run(client, second, "change", atMs + windowMs + client.random.pick([-1, 0, 0, 1]));
}

/** A session that has joined a cluster and begun to talk. */
async function haveMemberTalk(client: SimClient) {
  const cluster = client.random.pick(clusterIds);
  const member = client.random.pick(sessionIds);
  await addMember(client, cluster, member);
  await run(client, member, "calm");
  await reply(client, member, "short");
  return { cluster, member };
}

/** A member drifts, and its cluster is deleted and made again before the news has come. */
export async function driftAndBeginAgain(client: SimClient): Promise<void> {
  const { cluster, member } = await haveMemberTalk(client);
  await run(client, member, "change");
  await deleteCluster(client, cluster);
  await createCluster(client, cluster);
  await addMember(client, cluster, member);
}

/** A member drifts, leaves, and takes the drift back from the cluster that it told. */
export async function leaveAndTakeBack(client: SimClient): Promise<void> {
  const { cluster, member } = await haveMemberTalk(client);
  await run(client, member, "tangent");
  await client.insist("remove member", ({ clusters }) => clusters.removeMember(cluster, member));
  await reply(client, member, "comeback");
}
