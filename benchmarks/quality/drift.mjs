// Does the drift score find where topics start, online? See README.md.
import { parseArgs } from "node:util";
import { driftDecisionScore, driftWarningScore } from "../../packages/core/dist/index.js";
import { useLiteReference } from "../../packages/embedders/dist/calibration/calibration-pairs.js";
import { measureCosines } from "../../packages/embedders/dist/calibration/measure-cosines.js";
import { openTextEmbedder } from "./common/embed-texts.mjs";
import { runCommand } from "./common/run-command.mjs";
import { crossValidate, fitAsShipped, scoreAsShipped } from "./drift/cross-validate.mjs";
import { distortedEmbedder, distortions } from "./drift/distort-embedder.mjs";
import { measureAlarms } from "./drift/measure-alarms.mjs";
import { bestThreshold, measureDetection, quietThreshold } from "./drift/measure-detection.mjs";
import { measureScales } from "./drift/measure-scales.mjs";
import { readCorpora } from "./drift/read-dialogues.mjs";
import { scoreByCosine, scoreDialogues } from "./drift/score-dialogues.mjs";
import { readSingleTopics } from "./drift/single-topic.mjs";
import { writeDriftReport } from "./drift/write-report.mjs";

/** @typedef {import("./drift/measure-detection.mjs").Decision} Decision */

const { values: options } = parseArgs({
  options: {
    data: { type: "string" },
    fit: { type: "boolean", default: false },
    refit: { type: "boolean", default: false },
    report: { type: "string" },
  },
});

await runCommand(async () => {
  const corpora = readCorpora(options.data);
  const singleTopics = readSingleTopics(corpora, options.data);
  const model = await embedAll([...corpora, ...singleTopics].flatMap((it) => it.dialogues));
  if (options.fit) return `${JSON.stringify(fitAsShipped(corpora, model.vectors), null, 2)}\n`;
  const crossValidated = options.refit ? crossValidate(corpora, model.vectors) : undefined;
  const measured = corpora.map((corpus, i) => measureCorpus(corpus, model, crossValidated?.[i]));
  const quiet = singleTopics.map(({ name, dialogues }) => {
    return { name, alarms: measureAlarms(scoreDialogues(dialogues, model)) };
  });
  const scales = measureScales(corpora, model, model.profiles);
  return writeDriftReport({ measured, quiet, scales, embedderId: model.embedderId });
}, options.report);

/**
 * @param {import("./drift/read-dialogues.mjs").Corpus} corpus
 * @param {import("./drift/score-dialogues.mjs").Model} model
 * @param {Decision[][] | undefined} crossValidated
 */
function measureCorpus(corpus, model, crossValidated) {
  const { name, dialogues } = corpus;
  const shipped = scoreDialogues(dialogues, model);
  if (crossValidated !== undefined) {
    const english = scoreDialogues(dialogues, model, { language: "en" });
    checkSameScores(english, scoreAsShipped(corpus, model.vectors));
  }
  const byCosine = scoreByCosine(dialogues, model.vectors);
  const ours = measureDetection(shipped, [driftDecisionScore, driftWarningScore]);
  const alarmsMax = ours.detections[0]?.falseAlarms.value ?? 0;
  return {
    name,
    dialogueCount: dialogues.length,
    shipped: ours,
    crossValidated:
      crossValidated && measureDetection(crossValidated, [driftDecisionScore, driftWarningScore]),
    baseline: measureDetection(byCosine, [
      bestThreshold(byCosine),
      quietThreshold(byCosine, alarmsMax),
    ]),
  };
}

/** @param {readonly import("./drift/read-dialogues.mjs").Dialogue[]} dialogues */
async function embedAll(dialogues) {
  const embedder = await openTextEmbedder();
  try {
    const texts = dialogues.flatMap(({ utterances }) => utterances);
    const vectors = await embedder.embed("utterances embedded", texts);
    const profiles = [];
    for (const strength of distortions) {
      const measured = await measureCosines(distortedEmbedder(embedder.native, strength));
      profiles.push({ strength, profile: { ...measured, reference: useLiteReference } });
    }
    return { embedderId: embedder.id, vectors, profiles };
  } finally {
    await embedder.close();
  }
}

/**
 * The refit scores beside the shipped API; with the shipped weights both must agree.
 *
 * @param {readonly Decision[][]} shipped
 * @param {readonly Decision[][]} beside
 */
function checkSameScores(shipped, beside) {
  const scores = (/** @type {readonly Decision[][]} */ all) => all.flat().map((it) => it.score);
  if (scores(shipped).join() === scores(beside).join()) return;
  throw new Error("the refit does not score as the shipped API does");
}
