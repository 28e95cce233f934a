import type { SeededRandom } from "../engine/seeded-random.js";
import * as group from "./group-actions.js";
import { clusterIds, regionIds, sessionIds } from "./names.js";
import * as network from "./network-actions.js";
import type { SimClient } from "./sim-client.js";
import * as subject from "./subject-actions.js";
import * as turn from "./turn-actions.js";

type Action = (client: SimClient) => Promise<void>;

const anySession = (client: SimClient) => client.random.pick(sessionIds);
const anyTalker = (client: SimClient) => client.random.pick([...sessionIds, ...clusterIds]);

/** What clients do, in groups that a run has much of, little of, or none. */
const groups: readonly (readonly Action[])[] = [
  [
    (client) => turn.storeOnce(client, anyTalker(client)),
    (client) => turn.run(client, anyTalker(client), client.random.pick(["calm", "change"])),
    (client) => turn.reply(client, anyTalker(client), "short"),
    (client) => turn.look(client, anyTalker(client)),
    group.sayAndLeave,
  ],
  [
    (client) => turn.driftEpisode(client, anyTalker(client)),
    group.drifts,
    group.driftsAndGoesOn,
    group.driftsAtTheEdge,
    group.driftAndBeginAgain,
    group.leaveAndTakeBack,
  ],
  [
    (client) => group.addMember(client, client.random.pick(clusterIds), anySession(client)),
    (client) => group.addMember(client, client.random.pick(clusterIds), anySession(client)),
    group.addBackingSession,
    group.addStranger,
    group.removeMember,
  ],
  [
    (client) => group.removeSession(client, anySession(client)),
    (client) => group.createSession(client, anySession(client)),
    (client) => turn.reset(client, anyTalker(client)),
  ],
  [
    group.feedback,
    group.feedback,
    group.storeInCluster,
    group.storeInBetween,
    (client) => turn.lockDown(client, anyTalker(client)),
    (client) => turn.run(client, anySession(client), "calm"),
  ],
  [
    group.deleteRegion,
    (client) => group.createRegion(client, client.random.pick(regionIds)),
    (client) => group.attach(client, client.random.pick(regionIds), client.random.pick(clusterIds)),
    group.detach,
  ],
  [
    (client) => group.deleteCluster(client, client.random.pick(clusterIds)),
    (client) => group.createCluster(client, client.random.pick(clusterIds)),
  ],
  [
    (client) => subject.observe(client),
    subject.observeWhatEnds,
    subject.register,
    subject.unregister,
    subject.sample,
    subject.sample,
    subject.sample,
    subject.sampleFlock,
    subject.sampleMuchLater,
    subject.clearAnomalies,
  ],
  [
    subject.transfer,
    subject.transferIntoLockdown,
    network.consensus,
    network.switchUser,
    network.forgetUser,
  ],
  [
    network.consensus,
    network.voteUntilTrustIsUneven,
    network.voteAtRandom,
    network.switchUser,
    network.askActiveUser,
    network.noteForUser,
    network.forgetUser,
  ],
];

/** The actions of one run, some groups far more often than others. */
export function drawActions(random: SeededRandom): readonly Action[] {
  const chosen = groups.flatMap((actions) => {
    const share = random.pick([0, 1, 1, 4]);
    return Array.from({ length: share }, () => actions).flat();
  });
  return chosen.length > 0 ? chosen : groups.flat();
}

/** Makes most of what there is a name for, so that there is something to disturb. */
export async function setUp(client: SimClient): Promise<void> {
  const { random } = client;
  for (const session of sessionIds) {
    await group.createSession(client, session);
    if (random.chance(0.7)) await turn.storePair(client, session);
  }
  for (const region of regionIds) await group.createRegion(client, region);
  for (const cluster of clusterIds) {
    await group.createCluster(client, cluster);
    if (random.chance(0.3)) await turn.storePair(client, cluster);
    if (random.chance(0.8)) {
      await group.attach(client, random.chance(0.7) ? "r0" : "r1", cluster);
    }
  }
  for (const session of sessionIds) {
    if (random.chance(0.7)) await group.addMember(client, random.pick(clusterIds), session);
  }
  if (random.chance(0.5)) await subject.observe(client);
}

/** One client's life: so many actions, with pauses between. */
export async function live(
  client: SimClient,
  actions: readonly Action[],
  count: number,
): Promise<void> {
  for (let done = 0; done < count; done++) {
    await client.random.pick(actions)(client);
    await client.pause(300);
  }
}
