/** How many memories each tier holds before the next takes over. */
export interface TierCapacities {
  readonly shortTerm: number;
  readonly mediumTerm: number;
  readonly longTerm: number;
}

/**
 * Default capacities. Together they hold more than the default byte bound does, so that bound, not
 * a count, decides what is forgotten: dropping memories costs recall, and long conversations are
 * asked about their beginnings.
 */
export const defaultTierCapacities: TierCapacities = {
  shortTerm: 64,
  mediumTerm: 512,
  longTerm: 4096,
};

/** Largest capacity a tier may be given; all three together stay below the index's slots. */
export const tierCapacityMax = 32_768;

/** Default bound on the bytes of a session's memories: 1 MiB. */
export const defaultMemoryBytesMax = 1024 * 1024;

/** Bytes counted for a memory beside its text and vector: metadata and index columns. */
export const memoryOverheadBytes = 160;

/** Longest text of a message, response or memory, in UTF-16 units. */
export const textLengthMax = 100_000;

/** Furthest a timestamp may lie from 1970, in milliseconds: the range of an ECMAScript date. */
export const timestampMagnitudeMaxMs = 8.64e15;

/** Labels of triggers that a memory keeps; further ones still single it out. */
export const triggerLabelCountMax = 8;

/** Highest access count; beyond it a memory is used no more often. */
export const accessCountMax = 1_000_000_000;

/** Longest name taken for a speaker, in UTF-16 units. */
export const speakerLengthMax = 200;
