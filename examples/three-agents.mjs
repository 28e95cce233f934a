// Three agents on a sailing boat: they drift, vote, are realigned, and an observer notices.
// In process, with the bundled embedder: no server, no database, no network, no model to answer.
// Run after a build: node examples/three-agents.mjs
// In a project of your own the imports are "@semvec/coordination" and so on.
import { createWorkspace } from "../packages/coordination/dist/index.js";
import { readAnchors } from "../packages/core/dist/index.js";
import { openEmbedder } from "../packages/embedders/dist/index.js";

const embedder = await openEmbedder({ kind: "use-lite" });
let nowMs = Date.UTC(2026, 5, 12, 9, 0);
const workspace = createWorkspace({
  clock: { nowMs: () => nowMs },
  session: { dimension: embedder.dimension, embedderId: embedder.id },
});

/** What happens in the region, as it happens. */
function tell(event) {
  const time = clockTime();
  switch (event.kind) {
    case "drift-detected":
      console.log(`${time}    ${event.clusterId} drifts (${event.driftScore.toFixed(2)})`);
      break;
    case "vote-cast":
      console.log(`${time}    votes: ${event.liveVoteCount} of ${event.clusterCount} teams`);
      break;
    case "drift-retracted":
      console.log(`${time}    ${event.clusterId} stayed on its subject after all: no vote`);
      break;
    case "region-realigned":
      console.log(`${time}    ${event.regionId} realigns: draws ${event.clusterIds.join(", ")}`);
      break;
    case "anomaly-raised":
      console.log(`\nanomaly: ${event.anomalyType}, ${event.description}`);
  }
}

function clockTime() {
  return new Date(nowMs).toISOString().slice(11, 16);
}

async function say(agent, question, answer) {
  nowMs += 60_000;
  const [message, response] = await embedder.embed([question, answer]);
  const turn = await workspace.run(agent, { message: { text: question, vector: message } });
  const drift = `${turn.driftScore.toFixed(2)} ${turn.driftPhase}`;
  console.log(`${clockTime()} ${agent}: ${question}  [drift ${drift}]`);
  await workspace.store(agent, { response: { text: answer, vector: response } });
  // Groups hear of a turn when their mail is delivered; a server's relay does this by itself.
  for (const event of await workspace.settle()) tell(event);
}

// The crew: each agent works in a team of its own, and the teams sail one boat.
await workspace.regions.create({
  regionId: "halcyon",
  name: "The Halcyon",
  voteWindowSeconds: 1_800,
});
for (const [agent, team] of [
  ["navigator", "bridge"],
  ["cook", "galley"],
  ["mechanic", "engine-room"],
]) {
  await workspace.createSession(agent);
  await workspace.clusters.create({ clusterId: team, name: team, couplingFactor: 0.2 });
  await workspace.clusters.addMember(team, agent);
  await workspace.regions.addCluster("halcyon", team);
}
await workspace.observer.create({ regionIds: ["halcyon"], sampleIntervalSeconds: 900 });

// A calm morning.
const morning = [
  ["navigator", "What is our course to Naxos?", "One hundred and ten degrees, forty miles to go."],
  ["cook", "Do we have enough lemons for the fish?", "Six lemons, which is plenty for the bream."],
  ["mechanic", "Is the oil pressure of the diesel normal?", "Four bar at cruising speed, normal."],
  ["navigator", "How far is it to the next waypoint?", "Nine miles to the waypoint off Paros."],
  ["cook", "Which herbs go with the bream?", "Thyme and oregano, both are in the galley."],
  ["mechanic", "When was the oil filter changed?", "The filter was changed at 410 engine hours."],
  ["navigator", "Will we make the waypoint by noon?", "At six knots we pass it at eleven thirty."],
  ["cook", "How long does the bream bake?", "Twenty minutes in a hot oven, with the lemons."],
  ["mechanic", "Does the cooling water run clear?", "Clear and steady, the impeller is new."],
];
for (const turn of morning) await say(...turn);
const { anomalies } = await workspace.observer.sample();
console.log(`\nobserver: ${anomalies.length} anomalies\n`);

// Then a letter from the owner reaches two of them.
await say(
  "cook",
  "Something else entirely: did the owner's lawyer write about the inheritance?",
  "Yes, he asks for signatures by Friday.",
);
await say(
  "mechanic",
  "Forget the engine. Who gets the house in Athens under the will?",
  "The will leaves it to his niece.",
);

await workspace.observer.sample();
for (const event of await workspace.settle()) tell(event);

// The next stored turns of each team's shared session are drawn toward the common course.
for (const remaining of [3, 2]) {
  const { realignmentRemaining } = await workspace.read("bridge", readAnchors);
  console.log(`bridge: ${realignmentRemaining} of 3 turns still to be drawn`);
  const [vector] = await embedder.embed(["Steady as she goes."]);
  const said = { text: `Steady as she goes, ${remaining}.`, vector };
  await workspace.clusters.store("bridge", { message: said, response: said });
}

// Feedback shares a team's direction with its agent; a vote asks the team before changing course.
console.log("feedback:", await workspace.clusters.feedback("galley"));
const [harbour] = await embedder.embed(["Sail on to Naxos as planned."]);
const vote = await workspace.network.consensus({
  proposerSessionId: "navigator",
  targetEmbedding: harbour,
});
console.log("consensus:", vote);
await embedder.close();
