import type { UtteranceInput } from "@semvec/core";

/**
 * Things to say whose drift is known: after a calm turn, a change of subject drifts for good, and a
 * tangent drifts until a long reply on the old subject takes it back.
 */
const said = {
  calm: { text: "the oven and the bread dough", vector: [1, 0, 0] },
  change: {
    text: "By the way, changing the subject: how are interest rates at the bank?",
    vector: [0, 0, 1],
  },
  tangent: { text: "And the cat?", vector: [0, 1, 0] },
  short: { text: "Yes.", vector: [1, 0, 0] },
  comeback: {
    text:
      "The bread dough in the oven needs about forty minutes of heat and a bit of water, and the " +
      "stone of the oven should be warm before the dough goes in, so that the crust of the bread " +
      "gets the colour that you want.",
    vector: [1, 0, 0],
  },
} as const;

export type Phrase = keyof typeof said;

/** A phrase that no other op holds. */
export function phrase(name: Phrase, serial: number): UtteranceInput & { readonly text: string } {
  const { text, vector } = said[name];
  return { text: `${text} #${serial}`, vector };
}
