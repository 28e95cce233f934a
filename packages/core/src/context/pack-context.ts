import type { ContextHeader, ContextItem, ContextLiteral } from "./context-item.js";
import { cutAtWord } from "./cut-at-word.js";
import { type ContextContent, renderContext } from "./render-context.js";
import { sanitizeText } from "./sanitize-text.js";
import { charactersPerToken, estimateTokens, type TokenCounter } from "./token-counter.js";

/** A cut item shorter than this says too little to be worth its line. */
export const cutItemLengthMin = 40;

/**
 * What an item's length costs it in the order of filling, in logits per unit of its logarithm. At 1
 * items would be taken by value per character, Dantzig's rule for the knapsack problem
 * ("Discrete-Variable Extremum Problems", Operations Research 5, 1957); half of that keeps an answer
 * that happens to be long. 0.3 to 0.7 do the same.
 */
export const lengthPenalty = 0.5;

/** Most of a budget that literals may take, as a share. */
const literalShare = 1 / 3;

/** A context and what stands in it. */
export interface PackedContext {
  /** In the order given. */
  readonly literals: readonly ContextLiteral[];
  readonly context: string;
  readonly tokens: number;
  /** In the order given. */
  readonly items: readonly ContextItem[];
}

/**
 * Fills a context with items, by score less {@link lengthPenalty}: takes each one that still fits
 * whole and passes over the others; then the first of those passed over is cut to fill what is
 * left, if a useful part fits. What was taken stands in the order of the candidates.
 *
 * The whole block, header included, never exceeds the budget; when the header alone would, the
 * header stands alone. Literals, which are never cut, come first and may take a third.
 *
 * @param candidates - their items best first
 */
export function packContext(
  header: ContextHeader,
  candidates: ContextContent,
  budget: { readonly tokens: number; readonly nowMs: number; readonly counter?: TokenCounter },
): PackedContext {
  const count = budget.counter ?? estimateTokens;
  const tokensOf = (content: ContextContent) => count(renderContext(header, content, budget.nowMs));
  let literals: readonly ContextLiteral[] = [];
  for (const literal of candidates.literals ?? []) {
    const extended = [...literals, literal];
    const most = budget.tokens * literalShare + tokensOf({ items: [] });
    if (tokensOf({ items: [], literals: extended }) <= Math.min(most, budget.tokens)) {
      literals = extended;
    }
  }
  const fits = (items: readonly ContextItem[]) => tokensOf({ items, literals }) <= budget.tokens;
  const items = fill(candidates.items, fits, budget.tokens);
  const context = renderContext(header, { items, literals }, budget.nowMs);
  return { context, tokens: count(context), items, literals };
}

/** The items that are taken, in the order of the candidates. */
function fill(
  candidates: readonly ContextItem[],
  fits: (items: readonly ContextItem[]) => boolean,
  budgetTokens: number,
): readonly ContextItem[] {
  const chosen = new Map<number, ContextItem>();
  const inOrder = () => candidates.flatMap((_, place) => chosen.get(place) ?? []);
  const fitsAt = (place: number, item: ContextItem) => {
    chosen.set(place, item);
    const isFitting = fits(inOrder());
    chosen.delete(place);
    return isFitting;
  };
  let passedOver: number | undefined;
  for (const place of fillingOrder(candidates)) {
    const item = candidates[place] as ContextItem;
    if (fitsAt(place, item)) chosen.set(place, item);
    else passedOver ??= place;
  }
  if (passedOver === undefined) return candidates;
  const place = passedOver;
  const whole = candidates[place] as ContextItem;
  const cut = cutToFit(whole, (item) => fitsAt(place, item), budgetTokens);
  if (cut !== undefined) chosen.set(place, cut);
  return inOrder();
}

/** Places of the candidates: what is likely to matter first, and of the equally likely the short. */
function fillingOrder(candidates: readonly ContextItem[]): number[] {
  const value = candidates.map(({ score, text }) => {
    return score - lengthPenalty * Math.log(text.length + 1);
  });
  return [...value.keys()].sort((a, b) => (value[b] as number) - (value[a] as number) || a - b);
}

/** The longest cut of the item that fits, by bisection; `undefined` when none is long enough. */
function cutToFit(
  item: ContextItem,
  fits: (item: ContextItem) => boolean,
  budgetTokens: number,
): ContextItem | undefined {
  const text = sanitizeText(item.text);
  const cut = (length: number) => ({ ...item, text: cutAtWord(text, length) });
  let least = cutItemLengthMin;
  if (text.length <= least || !fits(cut(least))) return undefined;
  let most = Math.min(text.length, budgetTokens * charactersPerToken);
  while (least < most) {
    const middle = Math.ceil((least + most) / 2);
    if (fits(cut(middle))) least = middle;
    else most = middle - 1;
  }
  return cut(least);
}
