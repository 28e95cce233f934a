import type { CosineProfile } from "./cosine-profile.js";
import type { Language } from "./language/language.js";

/**
 * What a session fixes once and keeps: its language and the scale of its embedder's cosines.
 * Changing either later would change what a replay computes.
 */
export interface DriftModel {
  /** `"detected"`: of each utterance by its own words. */
  readonly language: Language | "detected";
  /**
   * Absent: cosines are on the scale of Universal Sentence Encoder Lite. `"learned"`: the embedder
   * is unknown, the session learns its own scale.
   */
  readonly cosines?: CosineProfile | "learned";
}
