import { InvalidArgumentError } from "../errors.js";
import type { Direction } from "../vector/direction.js";
import { caselessForm } from "./caseless-form.js";
import { checkThreshold } from "./check-threshold.js";
import { controlLimits, defaultMatchThreshold } from "./control-limits.js";
import { LimitExceededError } from "./errors.js";

/** What singles a turn out: a keyword in its text, a direction near its vector, or either of both. */
export interface Trigger {
  /** As the owner wrote it. */
  readonly keyword?: string;
  readonly direction?: Direction;
  /** Least cosine to `direction` that is a match, -1..1. */
  readonly threshold: number;
}

/** A trigger to add. Needs a keyword or a direction. */
export interface TriggerInput {
  /** 1..128 UTF-16 units, not blank. */
  readonly keyword?: string;
  readonly direction?: Direction;
  /** -1..1. Default {@link defaultMatchThreshold}. */
  readonly threshold?: number;
}

/** The triggers of a session, in the order they were added. Replaced as a whole, never changed. */
export type TriggerSet = readonly Trigger[];

/** No triggers. */
export const noTriggers: TriggerSet = [];

/** A surrogate code unit that is not half of a pair: such text has no UTF-8 form. */
const loneSurrogate = /\p{Surrogate}/u;

/**
 * The set with one more trigger; the very same set when it holds that trigger already. Keywords
 * that differ only in case are the same. The same direction at another threshold is another
 * trigger.
 *
 * @throws InvalidArgumentError for a trigger with neither keyword nor direction, a keyword that is
 *   blank, too long or not well-formed, or a threshold out of bounds
 * @throws LimitExceededError when the set is full
 *
 * @example
 * const set = addTrigger(noTriggers, { keyword: "deadline" });
 * matchTriggers(set, { text: "The DEADLINE moved", direction }); // ["deadline"]
 */
export function addTrigger(set: TriggerSet, input: TriggerInput): TriggerSet {
  const { keyword, direction, threshold = defaultMatchThreshold } = input;
  if (keyword === undefined && direction === undefined) {
    throw new InvalidArgumentError("a trigger needs a keyword, an embedding, or both");
  }
  checkThreshold(threshold);
  if (keyword !== undefined) checkKeyword(keyword);
  const trigger: Trigger = {
    ...(keyword !== undefined && { keyword }),
    ...(direction !== undefined && { direction }),
    threshold,
  };
  if (set.some((held) => sameTrigger(held, trigger))) return set;
  if (set.length >= controlLimits.triggerCountMax) {
    throw new LimitExceededError("triggers", controlLimits.triggerCountMax, "clear them first");
  }
  return [...set, trigger];
}

function checkKeyword(keyword: string): void {
  const lengthMax = controlLimits.keywordLengthMax;
  if (loneSurrogate.test(keyword)) {
    throw new InvalidArgumentError("a keyword has a lone surrogate");
  }
  if (keyword.length > lengthMax) {
    throw new InvalidArgumentError(`a keyword is longer than ${lengthMax} characters`);
  }
  const form = caselessForm(keyword).trim();
  if (form === "") throw new InvalidArgumentError("a keyword is blank");
  if (form.length > lengthMax) {
    throw new InvalidArgumentError(
      `a keyword is longer than ${lengthMax} characters with its ligatures written out`,
    );
  }
}

const keywordForms = new WeakMap<Trigger, string>();

/**
 * What a trigger's keyword is compared by: its caseless form without space around it. Kept, because
 * adding a trigger asks for that of every other.
 */
export function keywordForm(trigger: Trigger): string | undefined {
  if (trigger.keyword === undefined) return undefined;
  const held = keywordForms.get(trigger);
  if (held !== undefined) return held;
  const form = caselessForm(trigger.keyword).trim();
  keywordForms.set(trigger, form);
  return form;
}

function sameTrigger(a: Trigger, b: Trigger): boolean {
  if (keywordForm(a) !== keywordForm(b)) return false;
  if (a.direction === undefined || b.direction === undefined) return a.direction === b.direction;
  return a.threshold === b.threshold && sameDirection(a.direction, b.direction);
}

function sameDirection(a: Direction, b: Direction): boolean {
  return a.length === b.length && a.every((code, i) => code === b[i]);
}
