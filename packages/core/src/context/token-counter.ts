/** Counts the tokens of a text. Must not fall when text is added. */
export type TokenCounter = (text: string) => number;

/** Characters that count as one token where no tokenizer is given. */
export const charactersPerToken = 4;

/** The default: a quarter of the UTF-16 length, rounded up. */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / charactersPerToken);
}
