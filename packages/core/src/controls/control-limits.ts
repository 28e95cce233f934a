/** Bounds of what steers a session. */
export const controlLimits = {
  /** Triggers of a session. */
  triggerCountMax: 256,
  /** Length of a trigger's keyword in UTF-16 units, as given and in its caseless form. */
  keywordLengthMax: 128,
  /** Anchors of a session. */
  anchorCountMax: 64,
  /** Directions on an exclusion list. */
  exclusionCountMax: 256,
  /** Directions on an allowlist. */
  allowedCountMax: 256,
  /** Turns that quarantine holds; the oldest makes room for the next. */
  heldTurnCountMax: 256,
} as const;

/** Least cosine at which a vector matches a trigger or an isolation list that names no other. */
export const defaultMatchThreshold = 0.8;
