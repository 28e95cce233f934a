import { bootstrapSeed, resampleCount } from "../common/bootstrap.mjs";
import { perHundred, table, withInterval } from "../common/markdown.mjs";
import { foldCount } from "./cross-validate.mjs";
import { chitChatAlarmsMax } from "./fit-weights.mjs";

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
 * @typedef {object} Run
 * @property {readonly MeasuredCorpus[]} measured
 * @property {readonly { name: string, alarms: import("./measure-alarms.mjs").Alarms }[]} quiet
 *   Talk of one topic.
 * @property {readonly import("./measure-scales.mjs").ScaleRow[]} scales
 * @property {string} embedderId
 */

/** The report as Markdown. @param {Run} run */
export function writeDriftReport({ measured, quiet, scales, embedderId }) {
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

## Talk of one topic

Each piece is a conversation of its own; every detection (0.5) in it counts as a false alarm. A
reply of 40 words and more can take a detection back: what stands is in the last column. Intervals
are over conversations.

${writeQuiet(quiet)}

- _Single tasks_ and _single segments_ are the marked segments of 5 utterances and more, cut out of
  their dialogues; the other rows were one conversation from the start.
- The sittings of LoCoMo and of \`examples/support-conversation.jsonl\` have no labels, and people
  change the subject in them: there a detection need not be a false alarm, and the rows are upper
  bounds. The weights were fitted on the dialogues of the first three rows, not on the last two.
- Replies of 40 words are rare in all of these, so they say little of confirmation, which is made
  for the long replies of assistants.

## Another embedder

The bundled model with a common direction mixed into every vector, so that its cosines crowd near 1:
a stand-in for a model on another scale. F1 and false alarms at 0.5, by how the session reads
cosines (\`cosines\`): as the bundled model's, on a scale it learns by itself, or by a profile that
was measured over the calibration pairs, as for every configured embedder.

${writeScales(scales, measured)}

## How to read this

- The shipped weights were fitted on 300 of DialSeg711's 711 dialogues and on the train and dev
  parts of TIAGE, near weights that had also seen two parts of TREC CAsT. On those dialogues **the
  rows of Semvec are in sample**. ${hasRefit ? crossValidationNote : withoutRefitNote}
- Which features there are, the filter's constants and the threshold were chosen with these
  dialogues, and LoCoMo's sessions, in view, and no cross-validation takes that back.
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

const crossValidationNote = `The rows
  "cross-validated" refit the logistic weights in ${foldCount} folds of dialogues, on the two corpora
  here at equal weight, and score each dialogue with weights that have not seen it. The bias is set
  in the same training folds, so that TIAGE raises at most ${chitChatAlarmsMax} false alarms in 100
  turns there. Without CAsT, and with no earlier weights to lean on, these rows estimate the
  procedure, not the shipped weights.`;
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

/** @param {Run["quiet"]} quiet */
function writeQuiet(quiet) {
  const rows = quiet.map(({ name, alarms }) => [
    name,
    String(alarms.conversationCount),
    String(alarms.decisionCount),
    withInterval(alarms.raised, perHundred),
    withInterval(alarms.standing, perHundred),
  ]);
  const header = ["", "conversations", "decisions", "alarms in 100 turns", "after confirmation"];
  return table(header, rows);
}

/** @param {Run["scales"]} scales @param {Run["measured"]} corpora */
function writeScales(scales, corpora) {
  const rows = scales.map(({ strength, scale, measured }) => [
    strength === 0 ? "none" : String(strength),
    scale,
    ...measured.flatMap(({ detections }) =>
      detections.flatMap(({ f1, falseAlarms }) => [
        withInterval(f1),
        withInterval(falseAlarms, perHundred),
      ]),
    ),
  ]);
  const results = corpora.flatMap(({ name }) => [`${name} F1`, "false alarms"]);
  return table(["distortion", "scale", ...results], rows);
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
