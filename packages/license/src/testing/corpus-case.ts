import type { InvalidLicenseReason } from "../errors.js";

/** What a verifier must say about one token. */
export interface CorpusCase {
  readonly name: string;
  readonly token: string;
  readonly outcome: InvalidLicenseReason | "accepted" | "expired";
  /** Which verifier judges it: several keys (the default), exactly one, or issuer and audience. */
  readonly verifier?: "several keys" | "one key" | "issuer and audience";
}
