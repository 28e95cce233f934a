import { bootstrap } from "../common/bootstrap.mjs";

/**
 * A score for a user turn, and whether a topic starts there.
 *
 * @typedef {object} Decision
 * @property {number} score
 * @property {boolean} isShift
 * @property {boolean | undefined} [confirmed] - what the reply said of a detection, if anything
 */

/** @typedef {import("../common/bootstrap.mjs").Estimate} Estimate */

/**
 * What is measured at a threshold.
 *
 * @typedef {object} Detection
 * @property {Estimate} f1
 * @property {Estimate} precision
 * @property {Estimate} recall
 * @property {Estimate} falseAlarms - in 100 user turns
 *
 * @typedef {{ decisionCount: number, auc: Estimate, detections: Detection[] }} Measured
 */

/**
 * The threshold with the best F1 on these very decisions, which favours what it is chosen for.
 *
 * @param {readonly (readonly Decision[])[]} dialogues
 */
export function bestThreshold(dialogues) {
  const decisions = dialogues.flat().sort((a, b) => b.score - a.score);
  const shifts = decisions.filter(({ isShift }) => isShift).length;
  let best = { f1: -1, threshold: Number.POSITIVE_INFINITY };
  let hits = 0;
  decisions.forEach(({ score, isShift }, i) => {
    if (isShift) hits++;
    if (decisions[i + 1]?.score === score) return;
    const f1 = (2 * hits) / (i + 1 + shifts);
    if (f1 > best.f1) best = { f1, threshold: score };
  });
  return best.threshold;
}

/**
 * The lowest threshold that raises at most so many false alarms in 100 user turns.
 *
 * @param {readonly (readonly Decision[])[]} dialogues
 * @param {number} falseAlarmsMax
 */
export function quietThreshold(dialogues, falseAlarmsMax) {
  const decisions = dialogues.flat();
  const quiet = decisions.filter(({ isShift }) => !isShift).map(({ score }) => score);
  const alarms = Math.floor((falseAlarmsMax * decisions.length) / 100);
  const loudest = quiet.sort((a, b) => b - a)[alarms] ?? Number.NEGATIVE_INFINITY;
  const above = decisions.map(({ score }) => score).filter((score) => score > loudest);
  return above.reduce((least, score) => Math.min(least, score), Number.POSITIVE_INFINITY);
}

/**
 * Area under the ROC curve, and detection at thresholds, with intervals over dialogues.
 *
 * @param {readonly (readonly Decision[])[]} dialogues
 * @param {readonly number[]} thresholds - a score that reaches one is a detection
 * @returns {Measured}
 */
export function measureDetection(dialogues, thresholds) {
  const ranked = dialogues
    .flatMap((decisions, dialogue) => decisions.map((decision) => ({ ...decision, dialogue })))
    .sort((a, b) => a.score - b.score);
  const estimates = bootstrap([dialogues.length], (counts) => [
    areaUnderCurve(ranked, counts),
    ...thresholds.flatMap((threshold) => detectionAt(threshold, ranked, counts)),
  ]);
  const [auc] = estimates;
  const detections = thresholds.map((_, i) => {
    const [f1, precision, recall, falseAlarms] = estimates.slice(1 + 4 * i);
    return { f1, precision, recall, falseAlarms };
  });
  return { decisionCount: ranked.length, auc, detections };
}

/** @typedef {Decision & { dialogue: number }} RankedDecision */

/**
 * Probability that a shift outranks a turn without one; ties count half.
 *
 * @param {readonly RankedDecision[]} ranked - lowest score first
 * @param {Uint16Array} counts - how often each dialogue is in the sample
 */
function areaUnderCurve(ranked, counts) {
  let [wins, shifts, quiet] = [0, 0, 0];
  for (let i = 0; i < ranked.length; ) {
    let [tiedShifts, tiedQuiet] = [0, 0];
    const { score } = ranked[i];
    for (; i < ranked.length && ranked[i].score === score; i++) {
      const count = counts[ranked[i].dialogue];
      if (ranked[i].isShift) tiedShifts += count;
      else tiedQuiet += count;
    }
    wins += tiedShifts * (quiet + tiedQuiet / 2);
    shifts += tiedShifts;
    quiet += tiedQuiet;
  }
  return wins / (shifts * quiet);
}

/**
 * @param {number} threshold
 * @param {readonly RankedDecision[]} decisions
 * @param {Uint16Array} counts
 * @returns {number[]} F1, precision, recall, false alarms
 */
function detectionAt(threshold, decisions, counts) {
  let [hits, alarms, shifts, turns] = [0, 0, 0, 0];
  for (const { score, isShift, dialogue } of decisions) {
    const count = counts[dialogue];
    turns += count;
    if (isShift) shifts += count;
    if (score < threshold) continue;
    if (isShift) hits += count;
    else alarms += count;
  }
  const detected = hits + alarms;
  const precision = detected === 0 ? 0 : hits / detected;
  return [(2 * hits) / (detected + shifts), precision, hits / shifts, (100 * alarms) / turns];
}
