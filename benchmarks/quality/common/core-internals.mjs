/*
 * The benchmarks drive the shipped API. These few parts of core that are not exported serve what
 * stands beside it: the same analyzer and the same context assembly for the baselines, and feature
 * values for a refit. They are gathered here so that a change in core breaks one file.
 */
export { sanitizeText } from "../../../packages/core/dist/context/sanitize-text.js";
export { initialDriftState } from "../../../packages/core/dist/drift/drift-state.js";
export { fullWeights, rawLogit, scoreOf } from "../../../packages/core/dist/drift/drift-weights.js";
export { languageOf } from "../../../packages/core/dist/drift/language/languages.js";
export { observeReply } from "../../../packages/core/dist/drift/observe-reply.js";
export { observeTurn } from "../../../packages/core/dist/drift/observe-turn.js";
export { filterLogit, initialFilter } from "../../../packages/core/dist/drift/run-length-filter.js";
export { scoreDrift } from "../../../packages/core/dist/drift/score-drift.js";
export { englishAnalyzer } from "../../../packages/core/dist/lexical/english-analyzer.js";
export { recallPrior } from "../../../packages/core/dist/memory/retention.js";
export {
  lexicalOnlyWeights,
  previousDenseShare,
  useLiteWeights,
} from "../../../packages/core/dist/recall/recall-weights.js";
export { assembleContext } from "../../../packages/core/dist/session/recall-context.js";
