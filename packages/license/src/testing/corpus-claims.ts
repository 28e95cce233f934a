import { licenseLifetimeSecondsMax } from "../limits.js";
import type { CorpusCase } from "./corpus-case.js";
import { rawToken, validClaims, validHeader } from "./raw-token.js";
import { nowSeconds, seedOf } from "./test-keys.js";

type Outcome = CorpusCase["outcome"];

/** Claims changed in a valid token; `undefined` removes one. */
const changed: readonly [Outcome, Record<string, unknown>][] = [
  ["accepted", {}],
  ["accepted", { sub: "a" }],
  ["accepted", { sub: "s".repeat(200) }],
  ["accepted", { sub: "Ünïcode 株式会社 ✓" }],
  ["accepted", { sub: "👩‍💻".repeat(40) }],
  ["accepted", { sub: "../../etc/passwd" }],
  ["accepted", { sub: "__proto__" }],
  ["accepted", { tier: "PRO" }],
  ["accepted", { tier: "Enterprise" }],
  ["accepted", { tier: "cOmMuNiTy" }],
  ["accepted", { products: [] }],
  ["accepted", { aud: "someone else", iss: "anyone" }],
  ["accepted", { aud: ["a", "b"] }],
  ["accepted", { scope: "" }],
  ["accepted", { scope: "read future-scope" }],
  ["accepted", { jti: "token-1", nbf: nowSeconds - 5 }],
  ["accepted", { unknown: { deep: [1, 2, { sub: "inner" }] } }],
  ["missing subject", { sub: undefined }],
  ["missing subject", { sub: "" }],
  ["malformed", { sub: null }],
  ["malformed", { sub: 42 }],
  ["malformed", { sub: ["acme"] }],
  ["malformed", { sub: { id: "acme" } }],
  ["malformed", { sub: "s".repeat(201) }],
  ["malformed", { sub: "Cafe\u0301" }],
  ["malformed", { sub: "\u212B" }],
  ["malformed", { sub: "acme\n" }],
  ["malformed", { sub: "acme\u0000" }],
  ["malformed", { sub: "acme\u007F" }],
  ["malformed", { sub: "acme\u0085" }],
  ["malformed", { sub: "acme\uD800" }],
  ["malformed", { tier: undefined }],
  ["malformed", { tier: "platinum" }],
  ["malformed", { tier: " pro" }],
  ["malformed", { tier: "enterprıse" }],
  ["malformed", { tier: "constructor" }],
  ["malformed", { tier: ["pro"] }],
  ["malformed", { products: undefined }],
  ["malformed", { products: "semvec" }],
  ["malformed", { products: [1] }],
  ["malformed", { products: { length: 1, 0: "semvec" } }],
  ["malformed", { aud: 1 }],
  ["malformed", { aud: null }],
  ["malformed", { aud: ["semvec", 1] }],
  ["malformed", { iss: 1 }],
  ["malformed", { iss: "" }],
  ["malformed", { jti: 7 }],
  ["malformed", { jti: null }],
  ["malformed", { scope: ["read"] }],
  ["malformed", { scope: null }],
  ["malformed", { exp: undefined }],
  ["malformed", { exp: null }],
  ["malformed", { exp: String(nowSeconds + 3600) }],
  ["malformed", { exp: nowSeconds + 0.5 }],
  ["malformed", { exp: -1 }],
  ["malformed", { exp: [nowSeconds + 3600] }],
  ["malformed", { iat: undefined }],
  ["malformed", { iat: "now" }],
  ["malformed", { iat: nowSeconds - 0.5 }],
  ["malformed", { nbf: null }],
  ["malformed", { nbf: String(nowSeconds) }],
  // Times: 30 s of leeway on both sides.
  ["accepted", { exp: nowSeconds + 1 }],
  ["accepted", { exp: nowSeconds }],
  ["accepted", { exp: nowSeconds - 29 }],
  ["expired", { exp: nowSeconds - 30 }],
  ["expired", { exp: nowSeconds - 31 }],
  ["expired", { exp: 0 }],
  ["accepted", { nbf: nowSeconds + 30 }],
  ["not yet valid", { nbf: nowSeconds + 31 }],
  ["accepted", { iat: nowSeconds + 30 }],
  ["not yet valid", { iat: nowSeconds + 31 }],
  ["not yet valid", { nbf: nowSeconds + 31, exp: nowSeconds - 31 }],
  ["accepted", { iat: nowSeconds, exp: nowSeconds + licenseLifetimeSecondsMax }],
  ["malformed", { iat: nowSeconds, exp: nowSeconds + licenseLifetimeSecondsMax + 1 }],
  ["malformed", { exp: Number.MAX_SAFE_INTEGER }],
  ["malformed", { exp: 2 ** 53 }],
];

const body = JSON.stringify(validClaims).slice(1, -1);

const payloadTexts: readonly [Outcome, string | Uint8Array][] = [
  ["accepted", `{ ${body} , "x" : "{\\"sub\\":1,\\"sub\\":2}" }`],
  ["accepted", `{"a":{"x":1},"b":{"x":2},${body}}`],
  ["accepted", `{"__proto__":{"tier":"enterprise"},${body}}`],
  ["malformed", `{${body},"sub":"victim"}`],
  ["malformed", `{${body},"s\\u0075b":"victim"}`],
  ["malformed", `{${body},"exp" : 9999999999}`],
  ["malformed", `{${body},"x":[{"y":1,"y":2}]}`],
  ["malformed", `{${body.replace('"tier"', '"__proto__":{"tier":"pro"},"t"')}}`],
  ["malformed", `{${body.replace(/"exp":\d+/, '"exp":1e999')}}`],
  ["malformed", `{${body}}x`],
  ["malformed", `\uFEFF{${body}}`],
  ["malformed", `[{${body}}]`],
  ["malformed", "null"],
  ["malformed", "true"],
  ["malformed", '"acme"'],
  ["malformed", "{"],
  ["malformed", Uint8Array.from([0xc0, 0x80])],
];

const partner = { ...validClaims, sub: "partner:a", iss: "https://partner.example" };
const expired = { exp: nowSeconds - 3600 };
const named = { ...validClaims, iss: "semvec", aud: ["other", "semvec-api"] };

/** Under key `k2`, pinned to an issuer and a family of subjects. */
const pinned: readonly [Outcome, object][] = [
  ["accepted", partner],
  ["wrong issuer", { ...partner, iss: undefined }],
  ["wrong issuer", { ...partner, iss: "https://partner.example/" }],
  ["wrong issuer", { ...partner, sub: "acme" }],
  ["wrong issuer", { ...partner, sub: "PARTNER:a" }],
  ["wrong issuer", { ...partner, ...expired, sub: "acme" }],
  ["expired", { ...partner, ...expired }],
];

/** By a verifier that demands an issuer and an audience. */
const demanded: readonly [Outcome, object][] = [
  ["accepted", named],
  ["accepted", { ...named, aud: "semvec-api" }],
  ["wrong issuer", { ...named, iss: undefined }],
  ["wrong issuer", { ...named, iss: "Semvec" }],
  ["wrong audience", { ...named, aud: undefined }],
  ["wrong audience", { ...named, aud: [] }],
  ["wrong audience", { ...named, aud: "semvec-api-2" }],
  ["wrong audience", { ...named, ...expired, aud: "other" }],
  ["expired", { ...named, ...expired }],
];

/** Genuine signatures over claims that hold or do not. */
export const claimCases: readonly CorpusCase[] = [
  ...changed.map(
    ([outcome, change]): CorpusCase => ({
      name: `claims with ${JSON.stringify(change, (_, value) => value ?? "(none)")}`,
      token: rawToken(validHeader, { ...validClaims, ...change }),
      outcome,
    }),
  ),
  ...payloadTexts.map(
    ([outcome, text]): CorpusCase => ({
      name: `payload ${typeof text === "string" ? text : "of invalid UTF-8"}`,
      token: rawToken(validHeader, text),
      outcome,
    }),
  ),
  ...pinned.map(
    ([outcome, claims]): CorpusCase => ({
      name: `pinned key with ${JSON.stringify(claims)}`,
      token: rawToken({ ...validHeader, kid: "k2" }, claims, seedOf("k2")),
      outcome,
    }),
  ),
  ...demanded.map(
    ([outcome, claims]): CorpusCase => ({
      name: `issuer and audience with ${JSON.stringify(claims)}`,
      token: rawToken(validHeader, claims),
      outcome,
      verifier: "issuer and audience",
    }),
  ),
];
