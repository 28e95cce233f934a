import { driftDecisionScore } from "../../../packages/core/dist/index.js";
import { distortions, distortModel } from "./distort-embedder.mjs";
import { measureDetection } from "./measure-detection.mjs";
import { scoreDialogues } from "./score-dialogues.mjs";

/** @typedef {import("./measure-detection.mjs").Measured} Measured */
/** @typedef {import("../../../packages/core/dist/index.js").SessionOptions} SessionOptions */

/**
 * One way to read the cosines of one embedder.
 *
 * @typedef {object} ScaleRow
 * @property {number} strength - of the distortion; 0 for none
 * @property {string} scale
 * @property {readonly Measured[]} measured - by corpus, at the decision
 */

/**
 * Detection with the bundled model, distorted or not, under each setting of `cosines`.
 *
 * @param {readonly import("./read-dialogues.mjs").Corpus[]} corpora
 * @param {import("./score-dialogues.mjs").Model} model
 * @param {readonly { strength: number, profile: SessionOptions["cosines"] }[]} profiles - what
 *   calibration measured, by distortion
 * @returns {ScaleRow[]}
 */
export function measureScales(corpora, model, profiles) {
  const row = (
    /** @type {number} */ strength,
    /** @type {string} */ scale,
    /** @type {SessionOptions} */ options,
  ) => {
    const moved = strength === 0 ? model : distortModel(model, strength);
    const measured = corpora.map(({ dialogues }) =>
      measureDetection(scoreDialogues(dialogues, moved, options), [driftDecisionScore]),
    );
    return { strength, scale, measured };
  };
  return [
    row(0, "learned", { cosines: "learned" }),
    ...distortions.flatMap((strength) => [
      row(strength, "the bundled model's", { cosines: "default" }),
      row(strength, "learned", { cosines: "learned" }),
      row(strength, "measured", {
        cosines: profiles.find((it) => it.strength === strength)?.profile,
      }),
    ]),
  ];
}
