import { nodeEd25519 } from "../keys/node-ed25519.js";
import { smallOrderEncodings } from "../keys/small-order-points.js";
import type { CorpusCase } from "./corpus-case.js";
import { mixedOrderR, signWithR, withUnreducedScalar } from "./forge-signature.js";
import {
  bytesOf,
  rawSigningInput,
  rawToken,
  validClaims,
  validHeader,
  withSignature,
} from "./raw-token.js";
import { nowSeconds, seedOf } from "./test-keys.js";

const seed = seedOf("k1");
const signingInput = rawSigningInput(validHeader, validClaims);
const message = bytesOf(signingInput);
const signature = nodeEd25519.sign(message, seed);
const mixed = mixedOrderR();

const expiredInput = rawSigningInput(validHeader, { ...validClaims, exp: nowSeconds - 3600 });
const otherInput = rawSigningInput(validHeader, { ...validClaims, sub: "victim" });
const otherHeader = rawSigningInput({ ...validHeader, typ: "jwt" }, validClaims);

function flipped(byte: number): Uint8Array {
  return signature.map((value, index) => (index === byte ? value ^ 1 : value));
}

const forged: readonly [string, string][] = [
  ["R changed", withSignature(signingInput, flipped(0))],
  ["S changed", withSignature(signingInput, flipped(40))],
  ["the top bit of S changed", withSignature(signingInput, signature.with(63, 0x80))],
  ["63 bytes", withSignature(signingInput, signature.subarray(0, 63))],
  ["65 bytes", withSignature(signingInput, bytesOf(Buffer.concat([signature, Buffer.alloc(1)])))],
  ["one byte", withSignature(signingInput, signature.subarray(0, 1))],
  ["all zero", withSignature(signingInput, new Uint8Array(64))],
  ["all ones", withSignature(signingInput, new Uint8Array(64).fill(0xff))],
  ["S + L", withSignature(signingInput, withUnreducedScalar(signature))],
  [
    "R of mixed order",
    withSignature(signingInput, signWithR(mixed.encodedR, mixed.r, message, seed)),
  ],
  ["another payload's", withSignature(otherInput, signature)],
  ["another header's", withSignature(otherHeader, signature)],
  ["another key's", rawToken(validHeader, validClaims, seedOf("k2"))],
  ["a stranger's", rawToken(validHeader, validClaims, seedOf("attacker"))],
  ["a stranger's, expired", withSignature(expiredInput, signature)],
  ["of a payload that is no JSON", withSignature(rawSigningInput(validHeader, "{"), signature)],
];

/** Tokens whose signature is wrong, or right in a way that no honest signer makes. */
export const signatureCases: readonly CorpusCase[] = [
  ...forged.map(
    ([name, token]): CorpusCase => ({
      name: `signature ${name}`,
      token,
      outcome: "bad signature",
    }),
  ),
  ...[...smallOrderEncodings].flatMap((hex): CorpusCase[] => {
    const encodedR = new Uint8Array(Buffer.from(hex, "hex"));
    const zeroS = new Uint8Array([...encodedR, ...new Uint8Array(32)]);
    return [
      {
        name: `R of small order ${hex}, S from the private key`,
        token: withSignature(signingInput, signWithR(encodedR, 0n, message, seed)),
        outcome: "bad signature",
      },
      {
        name: `R of small order ${hex}, S zero`,
        token: withSignature(signingInput, zeroS),
        outcome: "bad signature",
      },
    ];
  }),
];
