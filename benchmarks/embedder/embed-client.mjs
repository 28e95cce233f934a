// One client of the sidecar benchmark: embeds as many texts as its parent says, eight at once.
import { openEmbedder } from "../../packages/embedders/dist/index.js";

const callsAtOnce = 8;
const warmUpTexts = 300;
const wordsPerText = 20;
const words =
  "the order left on monday by train from the harbour and my neighbour keeps spare keys in a blue drawer near our window".split(
    " ",
  );

const [mode, address] = process.argv.slice(2);
const embedder = await openEmbedder(
  mode === "sidecar" ? { kind: "sidecar", address } : { kind: "use-lite" },
);
await embedTexts(warmUpTexts);
process.on("message", async (count) => {
  if (count > 0) {
    await embedTexts(count);
    process.send("done");
    return;
  }
  await embedder.close();
  process.disconnect();
});
process.send("ready");

async function embedTexts(count) {
  let next = 0;
  const embedInTurn = async () => {
    while (next < count) await embedder.embed([textOf(next++)]);
  };
  await Promise.all(Array.from({ length: callsAtOnce }, embedInTurn));
}

function textOf(number) {
  const chosen = Array.from(
    { length: wordsPerText },
    (_, place) => words[(number * 7 + place * 3 + (number >> 3)) % words.length],
  );
  return `${chosen.join(" ")} ${number}`;
}
