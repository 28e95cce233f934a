import { bootstrapSeed, resampleCount } from "../common/bootstrap.mjs";
import { perHundred, table, withInterval } from "../common/markdown.mjs";
import { foldCount } from "./refit.mjs";

/** @typedef {import("./measure-detection.mjs").Measured} Measured */

/**
 * @typedef {object} MeasuredCorpus
 * @property {string} name
 * @property {number} dialogueCount
 * @property {Measured} shipped - at the decision and at the warning
 * @property {Measured | undefined} crossValidated - as `shipped`
 * @property {Measured} baseline - at its best threshold, and with as few alarms as `shipped`
 */

/**
 * The report as Markdown.
 *
 * @param {{ measured: readonly MeasuredCorpus[], embedderId: string }} run
 */
export function writeDriftReport({ measured, embedderId }) {
  const hasRefit = measured.some(({ crossValidated }) => crossValidated !== undefined);
  const flags = hasRefit ? " --refit" : "";
  return `# Drift: finding where topics start

Written by \`node benchmarks/quality/drift.mjs${flags}\`; how it is measured and where the data
comes from is in [benchmarks/quality](../../benchmarks/quality/README.md).
Embedder: \`${embedderId}\`.

Every user turn from the second on is decided online, from that turn and earlier ones only. A topic
starts there when the data marks a start at this utterance or at the assistant's just before. False
alarms are in 100 user turns. In brackets: 95 % bootstrap intervals over dialogues
(${resampleCount} resamples, seed ${bootstrapSeed}).

${measured.map(writeCorpus).join("\n\n")}

## How to read this

- The shipped weights were fitted on 300 of DialSeg711's 711 dialogues, on the train and dev parts
  of TIAGE, and on two parts of TREC CAsT. On those dialogues **the rows of Semvec are in sample**.
  ${hasRefit ? crossValidationNote : withoutRefitNote}
- Which features there are, the filter's constants and the threshold were chosen with these
  dialogues in view, and no cross-validation takes that back.
- The cosine baseline has its threshold chosen on the very dialogues it is measured on, once for the
  best F1 and once for as few false alarms as Semvec raises at 0.5. Semvec's thresholds are the two
  it ships with, for every corpus and embedder.
- F1 alone rewards a detector that cries often where shifts are frequent, as in TIAGE: read it
  beside the false alarms.
- DialSeg711 joins task dialogues end to end, so its shifts are abrupt; part of the gain there comes
  from cues of such dialogues (a greeting, a task reported as done). TIAGE is chit-chat with soft
  labels, where half of the shifts are made by the other speaker. Both are English.
`;
}

const crossValidationNote = `The rows "cross-validated" refit the logistic weights in ${foldCount}
  folds of dialogues, on the two corpora here at equal weight, and score each dialogue with weights
  that have not seen it. Without CAsT they estimate the procedure, not the shipped weights.`;
const withoutRefitNote = "Run with `--refit` for a cross-validated estimate.";

/** @param {MeasuredCorpus} corpus */
function writeCorpus({ name, dialogueCount, shipped, crossValidated, baseline }) {
  const rows = [
    ...rowsOf("**Semvec**", ["at 0.5", "at 0.3"], shipped),
    ...(crossValidated === undefined
      ? []
      : rowsOf("Semvec, cross-validated", ["at 0.5", "at 0.3"], crossValidated)),
    ...rowsOf("cosine to the last two", ["best F1", "as few alarms"], baseline),
  ];
  const header = ["", "threshold", "AUC", "F1", "precision", "recall", "false alarms"];
  return `## ${name}

${dialogueCount} dialogues, ${shipped.decisionCount} decisions.

${table(header, rows)}`;
}

/** @param {string} system @param {readonly string[]} settings @param {Measured} measured */
function rowsOf(system, settings, { auc, detections }) {
  return detections.map(({ f1, precision, recall, falseAlarms }, i) => [
    system,
    settings[i] ?? "",
    withInterval(auc),
    ...[f1, precision, recall].map((it) => withInterval(it)),
    withInterval(falseAlarms, perHundred),
  ]);
}
