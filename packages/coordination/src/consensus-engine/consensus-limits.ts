/** Bounds of a {@link ConsensusEngine}. */
export const consensusLimits = Object.freeze({
  /** Registered voters. */
  voterCountMax: 1_024,
  /** Proposals open at the same time. */
  openProposalCountMax: 1_024,
  /** Newest votes kept, and newest decided proposals kept; older ones are forgotten. */
  historyMax: 10_000,
  /** Length of a proposal's or voter's id in UTF-16 units. */
  idLengthMax: 128,
  /** Length of a proposal's subject in UTF-16 units. */
  subjectLengthMax: 1_024,
  /** Largest weight of a voter. */
  weightMax: 1e6,
  /** Newest decisions whose disagreement sets the adaptive threshold. */
  adaptiveWindow: 20,
});
