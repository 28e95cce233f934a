import { InvalidArgumentError, SessionConflictError } from "../errors.js";
import type { Decision } from "../machine/machine.js";
import { opTime } from "./op-time.js";
import { readDirection } from "./read-utterance.js";
import {
  droppedVectors,
  type ReembedCommand,
  type ReembeddedOp,
  textKey,
  textsToEmbed,
} from "./reembed.js";
import type { ReembedAnswer } from "./session-answer.js";
import type { SessionState } from "./session-state.js";

/**
 * Decides a reembedding.
 *
 * @throws SessionConflictError when vectors of the old space guard the session: they cannot follow,
 *   and dropping them would let in what they keep out
 * @throws InvalidArgumentError when a text has no vector: the session has moved on since its texts
 *   were read
 * @throws InvalidVectorError, DimensionMismatchError
 */
export function decideReembed(
  state: SessionState,
  command: ReembedCommand,
): Decision<ReembeddedOp, ReembedAnswer> {
  const { level } = state.controls.isolation;
  const dropped = droppedVectors(state);
  if (level !== "OPEN" && dropped.isolationVectors > 0) {
    throw new SessionConflictError(
      `The session's isolation (${level}) goes by vectors of its old embedder: open it first, and ` +
        "set it again with vectors of the new one",
    );
  }
  const { dimension } = state.config;
  const directions = textsToEmbed(state).map((text) => {
    const vector = command.vectors.get(text);
    if (vector === undefined) {
      throw new InvalidArgumentError("a text of the session has no vector: read its texts again");
    }
    return { text: textKey(text), direction: readDirection(vector, dimension) };
  });
  const { embedderId, recallWeights, cosines } = command;
  const atMs = opTime(state, command.nowMs);
  return {
    op: { kind: "reembedded", atMs, embedderId, recallWeights, cosines, directions },
    answer: {
      sessionId: state.entity,
      embeddedTexts: directions.length,
      totalMemories: state.memories.size,
      dropped,
    },
  };
}
