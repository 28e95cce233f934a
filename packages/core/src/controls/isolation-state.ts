import { controlLimits } from "./control-limits.js";
import { type IsolationPolicy, resolveIsolationPolicy } from "./isolation-policy.js";

/** A session's isolation policy and the turns it holds back. Replaced, never changed in place. */
export interface IsolationState<Turn> extends IsolationPolicy {
  /** Turns held, oldest first. */
  readonly quarantine: readonly Turn[];
  /** Turns that a full quarantine has let go unread since it was last emptied by a reset. */
  readonly droppedCount: number;
}

/** Isolation of a fresh session: open, with nothing held. */
export function initialIsolation<Turn>(): IsolationState<Turn> {
  return { ...resolveIsolationPolicy({ level: "OPEN" }), quarantine: [], droppedCount: 0 };
}

/** Puts a policy in place of the one before. What is held stays held, whatever the level. */
export function replacePolicy<Turn>(
  isolation: IsolationState<Turn>,
  policy: IsolationPolicy,
): IsolationState<Turn> {
  const { quarantine, droppedCount } = isolation;
  return { ...policy, quarantine, droppedCount };
}

/**
 * Holds a turn. In a quarantine that has {@link controlLimits.heldTurnCountMax} turns already, the
 * oldest is dropped and counted.
 */
export function holdTurn<Turn>(isolation: IsolationState<Turn>, turn: Turn): IsolationState<Turn> {
  const { quarantine, droppedCount } = isolation;
  const isFull = quarantine.length >= controlLimits.heldTurnCountMax;
  return {
    ...isolation,
    quarantine: [...(isFull ? quarantine.slice(1) : quarantine), turn],
    droppedCount: droppedCount + (isFull ? 1 : 0),
  };
}

/** What {@link releaseHeld} gives: the turns to admit, and isolation without them. */
export interface Release<Turn> {
  readonly isolation: IsolationState<Turn>;
  /** Oldest first; the order to admit them in. */
  readonly turns: readonly Turn[];
}

/** Takes the held turns out of quarantine. They are admitted unjudged: release is the judgement. */
export function releaseHeld<Turn>(isolation: IsolationState<Turn>): Release<Turn> {
  return { isolation: { ...isolation, quarantine: [] }, turns: isolation.quarantine };
}

/** Forgets what was held and counted, as a reset does; the policy stays. */
export function wipeQuarantine<Turn>(isolation: IsolationState<Turn>): IsolationState<Turn> {
  return { ...isolation, quarantine: [], droppedCount: 0 };
}
