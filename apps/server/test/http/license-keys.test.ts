import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import {
  generateKeyPair,
  type LicenseKeyPair,
  loadKeyPair,
  type MintLicenseOptions,
  mintLicense,
  type PublicJwk,
} from "@semvec/license";
import { ApiClient } from "../../src/testing/api-client.js";
import { detailOf, eventually } from "../../src/testing/groups.js";
import { ManualClock } from "../../src/testing/manual-clock.js";
import {
  startTestServer,
  type TestServer,
  temporaryDirectory,
} from "../../src/testing/test-server.js";

const first = generateKeyPair();
const second = generateKeyPair();
const third = generateKeyPair();

/** For how long a key that was removed may be believed, at the most. */
const removalMs = 60_000;

const jwksOf = (...pairs: readonly { readonly publicJwk: PublicJwk }[]): string =>
  JSON.stringify({ keys: pairs.map(({ publicJwk }) => publicJwk) });

const mint = ({ signingKey }: LicenseKeyPair, options: Partial<MintLicenseOptions> = {}): string =>
  mintLicense({ subject: "alice", tier: "pro", ttlSeconds: 3600, ...options }, signingKey);

/** A token whose signature is good, whatever its header and claims say. */
function sign({ signingKey }: LicenseKeyPair, header: object, claims: object): string {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const times = { iat: nowSeconds, exp: nowSeconds + 3600 };
  const parts = [
    { alg: "EdDSA", typ: "JWT", ...header },
    { tier: "pro", products: [], ...times, ...claims },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
  const input = parts.join(".");
  const signature = Buffer.from(signingKey.sign(Buffer.from(input))).toString("base64url");
  return `${input}.${signature}`;
}

const list = ({ url }: TestServer, token: string) =>
  new ApiClient(url, token).send("listSessions", { query: {} });
const statusOf = async (server: TestServer, token: string) => (await list(server, token)).status;
const refusal = (reason: string) => [401, `Invalid license: ${reason}`];

describe("R28: a token that names no key", () => {
  const nameless = sign(first, {}, { sub: "alice" });

  test("is valid when there is exactly one", async () => {
    await using server = await startTestServer({ SEMVEC_LICENSE_JWKS: jwksOf(first) });
    expect(await statusOf(server, nameless)).toBe(200);
    const other = sign(second, {}, { sub: "alice" });
    expect(await detailOf(list(server, other))).toEqual(refusal("bad signature"));
  });

  test("is not when there are two, though one of them has signed it", async () => {
    await using server = await startTestServer({ SEMVEC_LICENSE_JWKS: jwksOf(first, second) });
    expect(await detailOf(list(server, nameless))).toEqual(refusal("unknown key"));
    expect(await statusOf(server, mint(first))).toBe(200);
  });
});

describe("R28: keys in a file", () => {
  const clock = new ManualClock();
  let directory: ReturnType<typeof temporaryDirectory>;
  let server: TestServer;
  const write = (...pairs: readonly LicenseKeyPair[]) =>
    writeFileSync(join(directory.path, "jwks.json"), jwksOf(...pairs));
  beforeEach(async () => {
    directory = temporaryDirectory();
    write(first, second);
    const env = { SEMVEC_LICENSE_JWKS: join(directory.path, "jwks.json") };
    server = await startTestServer(env, { clock });
  });
  afterEach(async () => {
    await server.close();
    directory.remove();
  });

  test("a removed key ends its tokens within 60 s, those that were accepted too", async () => {
    const [removed, kept] = [mint(first), mint(second)];
    expect([await statusOf(server, removed), await statusOf(server, kept)]).toEqual([200, 200]);
    write(second);
    clock.advance(removalMs);
    // The file is read while requests are served.
    await eventually(
      () => statusOf(server, removed),
      (status) => status !== 200,
    );
    expect(await detailOf(list(server, removed))).toEqual(refusal("unknown key"));
    expect(await statusOf(server, kept)).toBe(200);
    // The set has one key left, so that it need not be named.
    expect(await statusOf(server, sign(second, {}, { sub: "alice" }))).toBe(200);
  });

  test("a key that is added signs from then on, without a restart", async () => {
    const token = mint(third);
    expect(await detailOf(list(server, token))).toEqual(refusal("unknown key"));
    write(first, third);
    clock.advance(removalMs);
    // The key that went in its favour says when the file has been read.
    await eventually(
      () => statusOf(server, mint(second)),
      (status) => status === 401,
    );
    expect(await statusOf(server, token)).toBe(200);
  });
});

describe("R28: a key entry that is pinned", () => {
  const pinned = (pins: Pick<PublicJwk, "iss" | "sub_prefix">): LicenseKeyPair =>
    loadKeyPair({ ...generateKeyPair().privateJwk, ...pins });
  const partner = pinned({ iss: "https://partner.example", sub_prefix: "partner:" });
  const issuer = "https://partner.example";
  const env = { SEMVEC_LICENSE_JWKS: jwksOf(first, partner) };

  test("signs for its issuer and its family of subjects", async () => {
    await using server = await startTestServer(env);
    expect(await statusOf(server, mint(partner, { subject: "partner:ann", issuer }))).toBe(200);
    // Another key of the set is not bound by them.
    expect(await statusOf(server, mint(first, { subject: "ann" }))).toBe(200);
  });

  test.each<[string, Partial<MintLicenseOptions>]>([
    ["another issuer", { subject: "partner:ann", issuer: "https://other.example" }],
    ["no issuer", { subject: "partner:ann" }],
    ["a subject outside", { subject: "ann", issuer }],
    ["a subject that has the prefix within", { subject: "a:partner:ann", issuer }],
    ["a subject of other case", { subject: "Partner:ann", issuer }],
  ])("signs for nobody else: %s", async (_title, options) => {
    await using server = await startTestServer(env);
    expect(await detailOf(list(server, mint(partner, options)))).toEqual(refusal("wrong issuer"));
  });
});

test("R28: a subject that is not NFC already is 401, and is not taken for the one that is", async () => {
  await using server = await startTestServer({ SEMVEC_LICENSE_JWKS: jwksOf(first) });
  const composed = "Andr\u00e9";
  const decomposed = composed.normalize("NFD");
  expect(decomposed).not.toBe(composed);
  expect(await statusOf(server, mint(first, { subject: composed }))).toBe(200);
  const token = sign(first, { kid: first.signingKey.keyId }, { sub: decomposed });
  expect(await detailOf(list(server, token))).toEqual(refusal("malformed"));
});
