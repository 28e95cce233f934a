import { createHmac } from "node:crypto";
import type { CorpusCase } from "./corpus-case.js";
import { rawSigningInput, rawToken, validClaims, validHeader, withSignature } from "./raw-token.js";
import { keyPairOf, seedOf } from "./test-keys.js";

const attacker = keyPairOf("attacker");

/** The oldest attack on JWT: the public key used as an HMAC secret. */
function hmacWithPublicKey(): string {
  const signingInput = rawSigningInput({ ...validHeader, alg: "HS256" }, validClaims);
  const secret = keyPairOf("k1").publicJwk.x;
  return withSignature(signingInput, createHmac("sha256", secret).update(signingInput).digest());
}

const algorithms = [
  "none",
  "None",
  "NONE",
  "nOnE",
  "",
  "eddsa",
  "EDDSA",
  "EdDSA ",
  " EdDSA",
  "EdDSA\u0000",
  "Ed25519",
  "Ed448",
  "HS256",
  "RS256",
  "ES256",
  null,
  0,
  true,
  ["EdDSA"],
  { alg: "EdDSA" },
] as const;

const refusedHeaders: readonly [string, object][] = [
  ["empty crit", { crit: [] }],
  ["crit of a known claim", { crit: ["exp"] }],
  ["unencoded payload", { b64: false }],
  ["b64 true", { b64: true }],
  ["jku", { jku: "https://attacker.example/jwks.json" }],
  ["x5u", { x5u: "https://attacker.example/chain.pem" }],
  ["x5c", { x5c: ["MIIB"] }],
  ["nested token", { cty: "JWT" }],
  ["null jwk", { jwk: null }],
];

const headerTexts: readonly [string, string | Uint8Array][] = [
  ["an array", '["EdDSA"]'],
  ["null", "null"],
  ["a string", '"EdDSA"'],
  ["no JSON", "{alg:EdDSA}"],
  ["with a byte order mark", '\uFEFF{"alg":"EdDSA","kid":"k1"}'],
  ["with text after it", '{"alg":"EdDSA","kid":"k1"}{}'],
  ["with alg twice", '{"alg":"EdDSA","alg":"EdDSA","kid":"k1"}'],
  ["with alg none, then EdDSA", '{"alg":"none","alg":"EdDSA","kid":"k1"}'],
  ["with an escaped kid twice", '{"alg":"EdDSA","kid":"k1","k\\u0069d":"k2"}'],
  ["with alg on the prototype", '{"__proto__":{"alg":"EdDSA"},"kid":"k1"}'],
  ["of invalid UTF-8", Uint8Array.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
];

const malformedKeyIds: readonly unknown[] = [
  "../../etc/passwd",
  "..%2f..%2fetc%2fpasswd",
  "..\\k1",
  "/dev/null",
  "' OR '1'='1",
  "k1\n",
  "k1\u0000",
  " k1",
  "k1.",
  "https://attacker.example/k1",
  "ключ",
  "k".repeat(65),
  "",
  null,
  1,
  ["k1"],
  { kid: "k1" },
];

const unknownKeyIds = [
  "k",
  "K1",
  "k11",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "null",
  "undefined",
  "0",
  "k".repeat(64),
];

/** Tokens that are refused, or not, by their header alone; every signature is genuine. */
export const headerCases: readonly CorpusCase[] = [
  ...algorithms.map((alg) => malformed(`alg ${JSON.stringify(alg)}`, { ...validHeader, alg })),
  malformed("no alg", { typ: "JWT", kid: "k1" }),
  { name: "HMAC with the public key", token: hmacWithPublicKey(), outcome: "malformed" },
  {
    name: "alg none without a signature",
    token: `${rawSigningInput({ alg: "none" }, validClaims)}.`,
    outcome: "malformed",
  },
  ...refusedHeaders.map(([name, extra]) => malformed(name, { ...validHeader, ...extra })),
  {
    name: "an attacker's own key in the header",
    token: rawToken({ ...validHeader, jwk: attacker.publicJwk }, validClaims, seedOf("attacker")),
    outcome: "malformed",
  },
  ...headerTexts.map(([name, text]) => malformed(`header ${name}`, text)),
  ...malformedKeyIds.map((kid) => malformed(`kid ${JSON.stringify(kid)}`, { ...validHeader, kid })),
  ...unknownKeyIds.map(
    (kid): CorpusCase => ({
      name: `unknown kid ${kid}`,
      token: rawToken({ ...validHeader, kid }, validClaims),
      outcome: "unknown key",
    }),
  ),
  {
    name: "no kid, several keys",
    token: rawToken({ alg: "EdDSA" }, validClaims),
    outcome: "unknown key",
  },
  {
    name: "no kid, one key",
    token: rawToken({ alg: "EdDSA" }, validClaims),
    outcome: "accepted",
    verifier: "one key",
  },
  {
    name: "wrong kid, one key",
    token: rawToken({ alg: "EdDSA", kid: "k2" }, validClaims),
    outcome: "unknown key",
    verifier: "one key",
  },
  {
    name: "a header that only informs",
    token: rawToken({ ...validHeader, typ: "at+jwt", x5t: "AAAA" }, validClaims),
    outcome: "accepted",
  },
];

function malformed(name: string, header: object | string | Uint8Array): CorpusCase {
  return { name, token: rawToken(header, validClaims), outcome: "malformed" };
}
