import { inspectLicense } from "@semvec/license";
import type { Finding } from "./finding.js";

/** Less left than this is worth a warning. */
const hourSeconds = 3600;

/**
 * Whether the token that this command and the client would send still lives. Nothing is verified:
 * only the service it is meant for holds the keys.
 *
 * @throws InvalidLicenseError for a token that is none
 */
export function checkLicenseToken(
  token: string | undefined,
  nowMs: number,
): Omit<Finding, "check"> {
  if (token === undefined || token === "") {
    const detail = "SEMVEC_LICENSE_KEY is not set: commands that talk to a service need --token";
    return { status: "warning", detail };
  }
  const { claims } = inspectLicense(token);
  const expiresAtSeconds = Number(claims["exp"]);
  const leftSeconds = expiresAtSeconds - nowMs / 1000;
  if (!(leftSeconds > 0)) {
    return { status: "failure", detail: "the token in SEMVEC_LICENSE_KEY has expired: renew it" };
  }
  const expiry = new Date(expiresAtSeconds * 1000).toISOString();
  const detail = `the token of ${String(claims["sub"])} expires at ${expiry} (not verified)`;
  return { status: leftSeconds < hourSeconds ? "warning" : "ok", detail };
}
