import { claimLengthMax } from "../limits.js";

/** Control characters and lone surrogates, which no log, header or database stores faithfully. */
const unprintable = /[\p{Cc}\p{Cs}]/u;

/**
 * Whether a value may be a string claim: 1 to 200 UTF-16 units, no control characters, and NFC
 * already. A subject is compared byte for byte, so one that only looks the same as another must
 * not exist; normalising it here would make two signed names one tenant.
 */
export function isClaimText(value: unknown): value is string {
  return (
    typeof value === "string" &&
    value.length >= 1 &&
    value.length <= claimLengthMax &&
    !unprintable.test(value) &&
    value.normalize("NFC") === value
  );
}
