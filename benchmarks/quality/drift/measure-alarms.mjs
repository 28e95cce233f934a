import { driftDecisionScore } from "../../../packages/core/dist/index.js";
import { bootstrap } from "../common/bootstrap.mjs";

/** @typedef {import("./measure-detection.mjs").Decision} Decision */
/** @typedef {import("../common/bootstrap.mjs").Estimate} Estimate */

/**
 * @typedef {object} Alarms
 * @property {number} conversationCount
 * @property {number} decisionCount
 * @property {Estimate} raised - in 100 user turns
 * @property {Estimate} standing - of these, what no reply took back; in 100 user turns
 */

/**
 * Detections in conversations of one topic, with intervals over conversations.
 *
 * @param {readonly (readonly Decision[])[]} conversations
 * @returns {Alarms}
 */
export function measureAlarms(conversations) {
  const rows = conversations.map((decisions) => {
    const raised = decisions.filter(({ score }) => score >= driftDecisionScore);
    const standing = raised.filter(({ confirmed }) => confirmed !== false);
    return [decisions.length, raised.length, standing.length];
  });
  const [raised, standing] = bootstrap([rows.length], (counts) => {
    const [turns, ...alarms] = [0, 1, 2].map((column) =>
      rows.reduce((sum, row, i) => sum + counts[i] * row[column], 0),
    );
    return alarms.map((count) => (100 * count) / turns);
  });
  const decisionCount = conversations.flat().length;
  return { conversationCount: rows.length, decisionCount, raised, standing };
}
