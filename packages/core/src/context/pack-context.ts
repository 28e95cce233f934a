import type { ContextHeader, ContextItem, ContextLiteral } from "./context-item.js";
import { cutAtWord } from "./cut-at-word.js";
import { type ContextContent, renderContext } from "./render-context.js";
import { sanitizeText } from "./sanitize-text.js";
import { charactersPerToken, estimateTokens, type TokenCounter } from "./token-counter.js";

/** A cut item shorter than this says too little to be worth its line. */
export const cutItemLengthMin = 40;

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
 * Fills a context with items, best first: takes each one that still fits whole and passes over the
 * others; then the best of those passed over is cut to fill what is left, if a useful part fits.
 * The whole block, header included, never exceeds the budget; when the header alone would, the
 * header stands alone. Literals, which are never cut, come first and may take a third.
 *
 * @param candidates - best first
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
  let chosen: readonly ContextItem[] = [];
  let passedOver: ContextItem | undefined;
  for (const item of candidates.items) {
    const extended = [...chosen, item];
    if (fits(extended)) chosen = extended;
    else passedOver ??= item;
  }
  if (passedOver !== undefined) {
    const cut = cutToFit(passedOver, (item) => fits([...chosen, item]), budget.tokens);
    if (cut !== undefined) chosen = [...chosen, cut];
  }
  const context = renderContext(header, { items: chosen, literals }, budget.nowMs);
  return { context, tokens: count(context), items: chosen, literals };
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
