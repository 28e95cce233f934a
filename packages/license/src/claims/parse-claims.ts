import { InvalidLicenseError } from "../errors.js";
import { parseJsonObject } from "../jws/parse-json-object.js";
import { claimLengthMax, licenseLifetimeSecondsMax } from "../limits.js";
import { isClaimText } from "./claim-text.js";
import {
  type LicenseClaims,
  type LicenseScope,
  type LicenseTier,
  licenseScopes,
  licenseTiers,
} from "./license-claims.js";

type Payload = ReadonlyMap<string, unknown>;

const textRule = `NFC text of 1 to ${claimLengthMax} UTF-16 units without control characters`;

/**
 * Reads a licence's claims from a JWS payload: shapes and bounds only, no clock and no policy.
 * Claims it does not know are ignored (RFC 7519 §4).
 *
 * @throws InvalidLicenseError `malformed`, or `missing subject`
 */
export function parseClaims(payload: Uint8Array): LicenseClaims {
  const claims = parseJsonObject(payload);
  if (claims === undefined) throw malformed("the payload is no JSON object, or repeats a member");
  const issuedAtSeconds = requiredSeconds(claims, "iat");
  const expiresAtSeconds = requiredSeconds(claims, "exp");
  if (expiresAtSeconds - issuedAtSeconds > licenseLifetimeSecondsMax) {
    throw malformed(`\`exp\` is more than ${licenseLifetimeSecondsMax} seconds after \`iat\``);
  }
  return Object.freeze({
    subject: subjectOf(claims),
    tier: tierOf(claims),
    products: textList(claims.get("products"), "products"),
    scopes: scopesOf(claims),
    issuedAtSeconds,
    expiresAtSeconds,
    notBeforeSeconds: claims.has("nbf") ? requiredSeconds(claims, "nbf") : undefined,
    tokenId: optionalText(claims, "jti"),
    issuer: optionalText(claims, "iss"),
    audience: audienceOf(claims),
  });
}

function subjectOf(claims: Payload): string {
  const subject = claims.get("sub");
  if (subject === undefined || subject === "") throw new InvalidLicenseError("missing subject");
  if (!isClaimText(subject)) throw malformed(`\`sub\` must be ${textRule}`);
  return subject;
}

function tierOf(claims: Payload): LicenseTier {
  const written = claims.get("tier");
  const name = typeof written === "string" ? written.toLowerCase() : undefined;
  const tier = licenseTiers.find((candidate) => candidate === name);
  if (tier === undefined) throw malformed(`\`tier\` must be one of ${licenseTiers.join(", ")}`);
  return tier;
}

/** An empty `scope` grants nothing: only an absent one stands for all. */
function scopesOf(claims: Payload): readonly LicenseScope[] {
  if (!claims.has("scope")) return licenseScopes;
  const written = claims.get("scope");
  if (typeof written !== "string") throw malformed("`scope` must be space-separated names");
  const names = new Set(written.split(" "));
  return Object.freeze(licenseScopes.filter((scope) => names.has(scope)));
}

function audienceOf(claims: Payload): readonly string[] {
  const audience = claims.has("aud") ? claims.get("aud") : [];
  return textList(typeof audience === "string" ? [audience] : audience, "aud");
}

function textList(value: unknown, name: string): readonly string[] {
  if (!Array.isArray(value) || !value.every(isClaimText)) {
    throw malformed(`\`${name}\` must be a list of ${textRule}`);
  }
  return Object.freeze(value);
}

function optionalText(claims: Payload, name: string): string | undefined {
  const value = claims.get(name);
  if (value !== undefined && !isClaimText(value))
    throw malformed(`\`${name}\` must be ${textRule}`);
  return value;
}

function requiredSeconds(claims: Payload, name: string): number {
  const value = claims.get(name);
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) {
    throw malformed(`\`${name}\` must be whole Unix seconds`);
  }
  return value;
}

function malformed(detail: string): InvalidLicenseError {
  return new InvalidLicenseError("malformed", detail);
}
