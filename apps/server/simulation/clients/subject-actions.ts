import { attach, createCluster, createRegion, drifts } from "./group-actions.js";
import { flock, regionIds, sessionIds } from "./names.js";
import type { SimClient } from "./sim-client.js";
import * as turn from "./turn-actions.js";

export async function observe(
  client: SimClient,
  region: string = client.random.pick(regionIds),
): Promise<void> {
  const { sampleIntervalSeconds } = client.world;
  await client.insist("create observer", ({ observer }) =>
    observer.create({ regionIds: [region], sampleIntervalSeconds }),
  );
}

/** An observer that may begin at the very moment at which its region ends. */
export async function observeWhatEnds(client: SimClient): Promise<void> {
  const region = client.random.pick(regionIds);
  await Promise.all([
    observe(client, region),
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

/** A sample when drifts are older than they count, or nearly; seldom, for slots go on meanwhile. */
export async function sampleMuchLater(client: SimClient): Promise<void> {
  const { random, world } = client;
  if (random.chance(0.6)) return;
  if (random.chance(0.5)) await drifts(client);
  await world.scheduler.sleep(random.pick([62_000, 70_000, 85_000]), "client waits");
  await sample(client);
}

/** One of four clusters has about three times the turns of their mean. */
export async function sampleFlock(client: SimClient): Promise<void> {
  const { random } = client;
  const [busy, other] = flock.clusters;
  await createRegion(client, flock.region);
  for (const cluster of flock.clusters) {
    await createCluster(client, cluster);
    await attach(client, flock.region, cluster);
  }
  const turns = random.pick([2, 3, 3, 4]);
  for (let turnNo = 0; turnNo < turns; turnNo++) await turn.storePair(client, busy);
  if (random.chance(0.8)) await turn.storePair(client, other);
  await observe(client, flock.region);
  await sample(client);
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
  await turn.isolate(client, target, "LOCKDOWN");
  await sendTransfer(client, source, target);
}
