import { cosineSimilarity, type Direction, isDirected } from "../vector/direction.js";
import { caselessForm } from "./caseless-form.js";
import { markWordBoundaries } from "./mark-word-boundaries.js";
import { PhraseAutomaton } from "./phrase-automaton.js";
import { triggerLabel } from "./trigger-label.js";
import { keywordForm, type Trigger, type TriggerSet } from "./trigger-set.js";

/** What triggers are matched against: keywords the text, embeddings the direction. */
export interface TriggerSubject {
  readonly text?: string;
  /** One that is not directed is near nothing. */
  readonly direction?: Direction;
}

interface CompiledTriggers {
  /** The phrase to find for each trigger; `undefined` where it has no keyword. */
  readonly phrases: readonly (string | undefined)[];
  /** Absent when no trigger has a keyword. */
  readonly automaton?: PhraseAutomaton;
}

/** Sets never change, so what is made of one holds as long as it lives. */
const compiledSets = new WeakMap<TriggerSet, CompiledTriggers>();

/**
 * Labels of the triggers that match, in the order of the set, each once; see {@link triggerLabel}.
 *
 * A keyword matches where it stands on word boundaries, whatever its case, width and spacing; an
 * embedding at a cosine of at least its threshold. A trigger with both matches by either. Time is
 * linear in the text, however many triggers there are and whatever they hold.
 *
 * The tables of Unicode differ between releases of a runtime: keep the outcome in the log rather
 * than matching again at replay.
 *
 * @throws DimensionMismatchError when a trigger's direction has another length than the subject's
 */
export function matchTriggers(set: TriggerSet, subject: TriggerSubject): string[] {
  return [...new Set(triggersMatching(set, subject).map(triggerLabel))];
}

/** The triggers of the set that match, as {@link matchTriggers} says. @throws as it does */
export function triggersMatching(set: TriggerSet, { text, direction }: TriggerSubject): TriggerSet {
  const { phrases, automaton } = compile(set);
  const found =
    text === undefined ? undefined : automaton?.find(markWordBoundaries(caselessForm(text)));
  const near = direction !== undefined && isDirected(direction) ? direction : undefined;
  return set.filter((trigger, index) => {
    const phrase = phrases[index];
    const isSaid = phrase !== undefined && found?.has(phrase) === true;
    return isSaid || (near !== undefined && isNear(trigger, near));
  });
}

function isNear(trigger: Trigger, direction: Direction): boolean {
  return (
    trigger.direction !== undefined &&
    cosineSimilarity(trigger.direction, direction) >= trigger.threshold
  );
}

function compile(set: TriggerSet): CompiledTriggers {
  const held = compiledSets.get(set);
  if (held !== undefined) return held;
  const phrases = set.map((trigger) => {
    const form = keywordForm(trigger);
    return form === undefined ? undefined : markWordBoundaries(form);
  });
  const keywords = phrases.filter((phrase) => phrase !== undefined);
  const compiled = {
    phrases,
    ...(keywords.length > 0 && { automaton: new PhraseAutomaton(keywords) }),
  };
  compiledSets.set(set, compiled);
  return compiled;
}
