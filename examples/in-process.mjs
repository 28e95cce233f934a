// Semvec inside a process: no server, no database, no network.
// Run after a build: node examples/in-process.mjs
// In a project of your own the imports are "@semvec/core" and "@semvec/embedders".
import { Session } from "../packages/core/dist/index.js";
import { openEmbedder } from "../packages/embedders/dist/index.js";

// With vectors of your own. These have three numbers: food, travel, work.
const diary = Session.create("diary", { dimension: 3 }, { nowMs: Date.now() });
diary.storeTurns(
  [
    { message: { text: "The ferry to Naxos leaves at 7:15.", vector: [0, 1, 0] } },
    { message: { text: "Dinner at Fava, table for four.", vector: [1, 0.2, 0] } },
    { message: { text: "The audit starts on Monday.", vector: [0, 0, 1] } },
  ],
  { nowMs: Date.now() },
);
const question = { text: "How do we get to the island?", vector: [0, 1, 0.1] };
console.log(diary.recall({ ...question, topK: 1, nowMs: Date.now() }).context);

// With the bundled embedder, turn by turn, as a chat loop calls it.
const embedder = await openEmbedder({ kind: "use-lite" });
async function say(text) {
  const [vector] = await embedder.embed([text]);
  return { text, vector };
}
const options = { dimension: embedder.dimension, embedderId: embedder.id };
const chat = Session.create("chat", options, { nowMs: Date.now() });
for (const [message, reply] of [
  ["My order is 48-20917.", "Thank you. It left Ghent on 5 March."],
  ["Please leave it with Mr Desmet in flat 2A.", "I have told the driver."],
  ["Do you sell decaf?", "Yes, it is called Quiet Tide."],
]) {
  chat.run({ message: await say(message), nowMs: Date.now() });
  // Here a model would answer, with the run's context in its system prompt.
  chat.store({ response: await say(reply), nowMs: Date.now() });
}
const turn = chat.run({ message: await say("Who takes my parcel?"), nowMs: Date.now() });
console.log(`\n${turn.context}\n\ndrift ${turn.driftScore.toFixed(2)}, ${turn.driftPhase}`);
await embedder.close();
