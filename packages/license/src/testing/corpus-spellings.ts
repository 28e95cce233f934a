import { tokenBytesMax } from "../limits.js";
import type { CorpusCase } from "./corpus-case.js";
import { rawSigningInput, rawToken, validClaims, validHeader } from "./raw-token.js";

const token = rawToken(validHeader, validClaims);
const [header = "", payload = "", signature = ""] = token.split(".");

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Another text that lenient decoders read as the same bytes: the last spare bit is set. */
function respelled(part: string): string {
  if (part.length % 4 === 0) throw new Error("this part has no spare bits to change");
  return part.slice(0, -1) + alphabet[alphabet.indexOf(part.slice(-1)) + 1];
}

/** A claim that leaves spare bits at the end of the payload. */
function withSpareBits(): string {
  for (const x of ["", "x", "xx"]) {
    const candidate = rawToken(validHeader, { ...validClaims, x });
    if ((candidate.split(".")[1] ?? "").length % 4 !== 0) return candidate;
  }
  throw new Error("no padding leaves spare bits");
}

/** A genuine token of exactly `length` characters; spaces after the header fill what is left. */
function tokenOfLength(length: number): string {
  for (let filler = 0; filler < length; filler += 1) {
    for (const space of ["", " ", "  "]) {
      const paddedHeader = JSON.stringify(validHeader) + space;
      const claims = { ...validClaims, filler: "x".repeat(filler) };
      const unsigned = rawSigningInput(paddedHeader, claims).length;
      if (unsigned + 1 + signature.length === length) return rawToken(paddedHeader, claims);
    }
  }
  throw new Error(`no token of ${length} characters`);
}

function respelledPayload(): string {
  const [first, second = "", third] = withSpareBits().split(".");
  return `${first}.${respelled(second)}.${third}`;
}

const malformed: readonly string[] = [
  "",
  ".",
  "..",
  "...",
  "license",
  `${header}.${payload}`,
  `${header}.${payload}.`,
  `${header}..${signature}`,
  `.${payload}.${signature}`,
  `${token}.`,
  `.${token}`,
  `${token}.${signature}`,
  `${header}.${payload}.${payload}.${payload}.${signature}`,
  ` ${token}`,
  `${token} `,
  `${token}\n`,
  `${token}\u0000`,
  `Bearer ${token}`,
  `"${token}"`,
  token.replace(".", "\u2024"),
  token.replace(".", ". "),
  `${token}==`,
  `${header}=.${payload}.${signature}`,
  `${header}.${payload}.${signature.slice(0, -1)}\u212A`,
  `${header}.${payload}.${signature.slice(0, 40)}+${signature.slice(41)}`,
  `${header}.${payload}.${signature.slice(0, 40)}/${signature.slice(41)}`,
  `${header}.${payload}.${signature.slice(0, 40)}\n${signature.slice(40)}`,
  `${header}.${payload}.${signature.slice(0, -1)}`,
  `${header}.${payload}.${respelled(signature)}`,
  respelledPayload(),
  JSON.stringify({ protected: header, payload, signature }),
  JSON.stringify({ payload, signatures: [{ protected: header, signature }] }),
  tokenOfLength(tokenBytesMax + 1),
  "A".repeat(tokenBytesMax + 1),
  ".".repeat(tokenBytesMax),
];

/** Texts around one genuine token: other spellings, other serialisations, other sizes. */
export const spellingCases: readonly CorpusCase[] = [
  { name: "the genuine token", token, outcome: "accepted" },
  { name: "spare bits left alone", token: withSpareBits(), outcome: "accepted" },
  { name: "the longest token", token: tokenOfLength(tokenBytesMax), outcome: "accepted" },
  ...malformed.map(
    (text, index): CorpusCase => ({
      name: `spelling ${index}: ${JSON.stringify(text.slice(0, 24))}, ${text.length} characters`,
      token: text,
      outcome: "malformed",
    }),
  ),
];
