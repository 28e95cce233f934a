/** Kinds of exact facts. Of two that are equally long the one named first here is meant. */
export const factKinds = [
  "url",
  "email",
  "uuid",
  "iban",
  "date",
  "version",
  "amount",
  "path",
  "symbol",
] as const;

/** One of {@link factKinds}. */
export type FactKind = (typeof factKinds)[number];

/** Something in a text that must be repeated exactly or not at all. */
export interface ExtractedFact {
  readonly kind: FactKind;
  /** As it stands in the text, unit for unit. */
  readonly text: string;
  /** Where it begins, in UTF-16 units. */
  readonly start: number;
  /** Where it ends, exclusive, in UTF-16 units. */
  readonly end: number;
  /**
   * One form for all ways to write it; equal to `text` where it could be read in two ways, such as
   * the date `05/08/2023` or the amount `1.234 kg`. Never passed through a float.
   */
  readonly normalized: string;
}

/** A fact that was found, before it is known whether a longer one covers it. */
export type FactCandidate = Omit<ExtractedFact, "text">;

/** Finds the candidates of one kind, in linear time. */
export type FactFinder = (text: string) => Iterable<FactCandidate>;
