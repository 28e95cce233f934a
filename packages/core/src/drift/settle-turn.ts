import { meanDirection } from "../vector/direction.js";
import { exchangeDirections } from "./drift-features.js";
import { driftDecisionScore } from "./drift-phase.js";
import { type DriftState, type Exchange, exchangesMax, type ReplyTurn } from "./drift-state.js";
import { closeSegment, extendSegment } from "./topic-segments.js";

/**
 * Moves the pending turn, with its reply if one is known, to the exchanges. A drift that is not
 * retracted closes the topic segment before it. Without a pending turn the state stays as it is.
 *
 * @param retracted - the reply showed that the turn's drift was a subtopic
 */
export function settleTurn(state: DriftState, reply?: ReplyTurn, retracted = false): DriftState {
  const { pending, ...rest } = state;
  if (pending === undefined) return state;
  const { score, ...user } = pending;
  const exchange: Exchange = reply === undefined ? { user } : { user, reply };
  const opensSegment = score >= driftDecisionScore && !retracted;
  const segments = opensSegment ? closeSegment(state.segments) : state.segments;
  const direction = meanDirection(exchangeDirections(exchange)) ?? user.direction;
  return {
    ...rest,
    exchanges: [...state.exchanges, exchange].slice(-exchangesMax),
    segments: extendSegment(segments, direction),
  };
}
