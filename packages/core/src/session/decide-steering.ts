import { DimensionMismatchError, InvalidArgumentError, InvalidVectorError } from "../errors.js";
import type { Decision } from "../machine/machine.js";
import { opTime } from "./op-time.js";
import { readDirection } from "./read-utterance.js";
import { realignmentTurnCountMax, realignmentTurns } from "./realignment.js";
import type { DoneAnswer, RealignAnswer } from "./session-answer.js";
import type { SessionState } from "./session-state.js";
import type { SteeringCommand, SteeringOp } from "./steering.js";

/** Rounding may make a unit vector of 32-bit floats this much longer than 1, squared. */
const squaresMax = 1 + 1e-4;

/** Decides a command that moves a session's state from outside its conversation. */
export function decideSteering(
  state: SessionState,
  command: SteeringCommand,
): Decision<SteeringOp, DoneAnswer | RealignAnswer> {
  const atMs = opTime(state, command.nowMs);
  const { entity: sessionId, config } = state;
  if (command.kind === "steer") {
    const vector = readStateVector(command.vector, config.dimension);
    return { op: { kind: "steered", atMs, vector }, answer: { sessionId } };
  }
  const turns = command.turns ?? realignmentTurns;
  if (!(Number.isInteger(turns) && turns >= 1 && turns <= realignmentTurnCountMax)) {
    throw new InvalidArgumentError(
      `turns must be a whole number from 1 to ${realignmentTurnCountMax}`,
    );
  }
  const direction = readDirection(command.vector, config.dimension);
  return {
    op: { kind: "realign-begun", atMs, direction, turns },
    answer: { sessionId, realignmentRemaining: turns },
  };
}

function readStateVector(input: ArrayLike<number>, dimension: number): Float32Array {
  if (input.length !== dimension) throw new DimensionMismatchError(dimension, input.length);
  const vector = Float32Array.from(input);
  const squares = vector.reduce((sum, x) => sum + x * x, 0);
  if (!(squares > 0 && squares <= squaresMax)) {
    throw new InvalidVectorError("a state is a finite vector, not zero and at most 1 long");
  }
  return vector;
}
