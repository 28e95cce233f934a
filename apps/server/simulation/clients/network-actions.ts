import { networkEntityId, userSessionId } from "@semvec/coordination";
import { clusterIds, sessionIds, userIds } from "./names.js";
import type { SimClient } from "./sim-client.js";
import * as turn from "./turn-actions.js";

const hourMs = 3_600_000;

/** Several votes in a row, so that trust moves far; at times a day after anybody was named. */
export async function consensus(client: SimClient): Promise<void> {
  const { random } = client;
  const proposerSessionId = random.pick([...sessionIds, ...sessionIds, ...clusterIds]);
  const proposal = random.pick([
    [1, 0, 0],
    [0, 0, 1],
    [1, 0, 1],
  ]);
  const laterMs = random.chance(0.1) ? 25 * hourMs : 0;
  for (let vote = 0; vote < 3; vote++) {
    const [worker] = client.world.workers();
    const atMs = worker && worker.clock.nowMs() + laterMs;
    await client.send(
      "consensus",
      ({ network }) => network.consensus({ proposerSessionId, targetEmbedding: proposal }),
      { proposal, ...(atMs !== undefined && { atMs }) },
    );
  }
}

/** Sessions that are nowhere else, as a vote names them. */
const voters = ["v0", "v1", "v2", "v3"].map((id) => ({ id, genesisSeq: 1 }));

/** A vote of made-up voters. A similarity that is missing abstains. */
async function vote(client: SimClient, similarities: readonly (number | undefined)[]) {
  const ballots = voters.flatMap((session, i) => {
    const similarity = similarities[i];
    if (i >= similarities.length) return [];
    return [{ session, ...(similarity !== undefined && { similarity }) }];
  });
  const [proposer] = voters;
  if (proposer === undefined) return;
  await client.send("hold-consensus", ({ parts }, _worker, { nowMs }) =>
    parts.runner.execute(
      networkEntityId,
      {
        kind: "hold-consensus",
        options: parts.sessionOptions(),
        proposer,
        voters: ballots,
        nowMs,
      },
      (answer) => answer,
    ),
  );
}

/** Votes of every kind, then one whose trusted proposer stands against all the others. */
export async function voteUntilTrustIsUneven(client: SimClient): Promise<void> {
  for (let round = 0; round < 8; round++) {
    await vote(client, round % 2 === 0 ? [1, 1, 0] : [1, 1, undefined, 0]);
  }
  await vote(client, [0, undefined, 1, 1]);
}

/** Votes around the threshold, by any number of voters. */
export async function voteAtRandom(client: SimClient): Promise<void> {
  const { random } = client;
  for (let round = 0; round < 4; round++) {
    const count = 1 + random.below(voters.length);
    await vote(
      client,
      Array.from({ length: count }, () => random.pick([undefined, 0, 0.45, 0.5, 0.55, 1])),
    );
  }
}

/** Makes a user's partition the active one, and says something there. */
export async function switchUser(client: SimClient): Promise<void> {
  const user = client.random.pick(userIds);
  const { switchAnswers } = client.world.history;
  const { request, value } = await client.insist(
    "switch user",
    ({ network }) => network.switchUser(user),
    { about: [user] },
  );
  if (value === undefined) return;
  switchAnswers.push({ request, ...value });
  if (client.random.chance(0.5)) await turn.storePair(client, userSessionId(user));
}

/** Who is active, and the end of the log that says so. */
export async function askActiveUser(client: SimClient): Promise<void> {
  const { tenant, world } = client;
  await client.send("active user", async ({ network, parts }) => {
    const before = await parts.runner.read(networkEntityId, (_state, { seq }) => seq);
    const { activeUser } = await network.activeUser();
    const after = await parts.runner.read(networkEntityId, (_state, { seq }) => seq);
    if (before === after) {
      world.history.userAnswers.push({ tenant, activeUser, networkSeq: after });
    }
  });
}

/** A session that belongs to a user by its metadata. */
export async function noteForUser(client: SimClient): Promise<void> {
  const user = client.random.pick(userIds);
  const session = `notes-${user}`;
  await client.insist("create notes", ({ parts }, _worker, { nowMs }) =>
    parts.runner.execute(
      session,
      {
        kind: "create",
        options: { ...parts.sessionOptions(), metadata: { user_id: user } },
        nowMs,
      },
      (answer) => answer,
    ),
  );
  await turn.storePair(client, session);
}

/** Has a user and all that is theirs deleted. */
export async function forgetUser(client: SimClient): Promise<void> {
  const user = client.random.pick(userIds);
  const { history, scheduler } = client.world;
  const askedAt = scheduler.steps;
  const { request, value } = await client.send(
    "forget user",
    ({ network }) => network.forgetUser(user),
    { about: [user] },
  );
  if (value !== undefined) history.forgotten.push({ request, askedAt });
}
