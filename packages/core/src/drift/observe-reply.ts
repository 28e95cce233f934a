import { type Direction, meanDirection } from "../vector/direction.js";
import { type CosineScale, cosineScale } from "./cosine-profile.js";
import { exchangeDirections, similarityToMean } from "./drift-features.js";
import type { DriftModel } from "./drift-model.js";
import { driftDecisionScore } from "./drift-phase.js";
import type { DriftState, Exchange, ReplyTurn, Utterance } from "./drift-state.js";
import { settleTurn } from "./settle-turn.js";
import { type UtteranceView, viewUtterance } from "./utterance-view.js";

/** Words from which on a reply is long enough to tell a subtopic from a topic. */
export const confirmingReplyWordsMin = 40;

/** A score from here on stands, whatever the reply. */
export const retractableScoreMax = 0.9;

/** Cosine of the exchange to the three before it from which on its drift was a subtopic. */
const subtopicSimilarityMin = 0.5;

/** A longer reply that reports completion explains, and does not close the task. */
const completionReplyWordsMax = 60;

/** The state after a reply, and what the reply says of the drift that it answers. */
export interface ReplyObservation {
  readonly state: DriftState;
  /**
   * `false`: the drift is retracted, it was a subtopic. Absent: there was no drift to check (score
   * below 0.5, or 0.9 and more), or the reply cannot tell (unknown, or shorter than 40 words).
   */
  readonly confirmed?: boolean;
}

/**
 * Takes in the reply to the pending turn. The drift score that was answered never changes.
 *
 * From the user's turn alone a new subtopic looks like a new topic; a long reply to it tells them
 * apart, because it stays near the exchanges before when the subject did.
 *
 * @param reply - `undefined` when it is known that no reply will come; without a pending turn the
 *   state stays as it is
 * @throws DimensionMismatchError when the reply's direction has another length than the turn's
 */
export function observeReply(
  state: DriftState,
  reply: Utterance | undefined,
  model: DriftModel,
): ReplyObservation {
  if (state.pending === undefined) return { state };
  if (reply === undefined) return { state: settleTurn(state) };
  const view = reply.text === undefined ? undefined : viewUtterance(reply.text, model.language);
  const turn = replyTurn(reply.direction, view);
  const exchange: Exchange = { user: state.pending, reply: turn };
  const checked =
    state.pending.score >= driftDecisionScore &&
    state.pending.score < retractableScoreMax &&
    (view?.words ?? 0) >= confirmingReplyWordsMin;
  if (!checked) return { state: settleTurn(state, turn) };
  const scale = cosineScale(model.cosines, state.learnedCosines);
  const confirmed = !staysOnSubject(exchange, state.exchanges, scale);
  return { state: settleTurn(state, turn, !confirmed), confirmed };
}

function replyTurn(direction: Direction, view: UtteranceView | undefined): ReplyTurn {
  if (view === undefined) return { direction, stems: [], asksUser: 0, reportsCompletion: 0 };
  return {
    direction,
    stems: view.stems,
    asksUser: view.helpOffer === 1 ? 0 : view.endsWithQuestion,
    reportsCompletion: view.words <= completionReplyWordsMax ? view.completion : 0,
  };
}

function staysOnSubject(
  exchange: Exchange,
  before: readonly Exchange[],
  scale: CosineScale,
): boolean {
  const direction = meanDirection(exchangeDirections(exchange));
  if (direction === undefined) return false;
  return (
    scale(similarityToMean(direction, before.flatMap(exchangeDirections))) >= subtopicSimilarityMin
  );
}
