import { describe, expect, it } from "@jest/globals";
import { bytesOf, validClaims } from "../testing/raw-token.js";
import { nowSeconds } from "../testing/test-keys.js";
import { licenseScopes } from "./license-claims.js";
import { parseClaims } from "./parse-claims.js";

describe("parseClaims", () => {
  it("names and normalises every claim", () => {
    const claims = {
      ...validClaims,
      tier: "ENTERPRISE",
      scope: "admin read",
      nbf: nowSeconds,
      jti: "token-1",
      iss: "semvec",
      aud: "api",
      ignored: true,
    };
    expect(parseClaims(bytesOf(claims))).toEqual({
      subject: "acme",
      tier: "enterprise",
      products: ["semvec"],
      scopes: ["read", "admin"],
      issuedAtSeconds: nowSeconds - 60,
      expiresAtSeconds: nowSeconds + 3600,
      notBeforeSeconds: nowSeconds,
      tokenId: "token-1",
      issuer: "semvec",
      audience: ["api"],
    });
  });

  it("reads absent claims as absent, and an absent scope as all", () => {
    expect(parseClaims(bytesOf(validClaims))).toMatchObject({
      scopes: licenseScopes,
      notBeforeSeconds: undefined,
      tokenId: undefined,
      issuer: undefined,
      audience: [],
    });
  });

  it.each([
    ["", []],
    ["read", ["read"]],
    ["read  read", ["read"]],
    ["READ", []],
    ["read,write", []],
    ["write future", ["write"]],
    ["admin control write read", ["read", "write", "control", "admin"]],
  ])("reads the scope %j as %j", (scope, expected) => {
    expect(parseClaims(bytesOf({ ...validClaims, scope })).scopes).toEqual(expected);
  });

  it("answers something nobody can change for the next reader of the cache", () => {
    const claims = parseClaims(bytesOf({ ...validClaims, scope: "read", aud: ["api"] }));
    expect(Object.isFrozen(claims)).toBe(true);
    for (const list of [claims.products, claims.scopes, claims.audience, licenseScopes]) {
      expect(Object.isFrozen(list)).toBe(true);
    }
  });

  it("says which claim is wrong", () => {
    expect(() => parseClaims(bytesOf({ ...validClaims, exp: "soon" }))).toThrow(
      "Invalid license: malformed (`exp` must be whole Unix seconds)",
    );
  });
});
