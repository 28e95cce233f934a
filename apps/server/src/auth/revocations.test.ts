import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { mintLicense } from "@semvec/license";
import { ManualClock } from "../testing/manual-clock.js";
import { startTestServer, temporaryDirectory } from "../testing/test-server.js";
import { Revocations, revocationsRereadMs } from "./revocations.js";

const claims = { subject: "ann", tokenId: "t1", issuedAtSeconds: 1000 };

test.each([
  ["its own id", '{"jti":"t1"}', true],
  ["another's id", '{"jti":"t2"}', false],
  ["its subject", '{"sub":"ann"}', true],
  ["another subject", '{"sub":"bob"}', false],
  ["a time after it was issued", '{"sub":"ann","iat_before":1001}', true],
  ["the second it was issued", '{"sub":"ann","iat_before":1000}', false],
  ["one of several lines", '{"sub":"bob"}\n\n{"jti":"t1"}\n', true],
])("a token is revoked by %s: %s → %s", (_name, text, revoked) => {
  expect(Revocations.parse(text).has(claims)).toBe(revoked);
});

test.each(["nonsense", "{}", '{"jti":""}', '{"sub":"a","extra":1}'])(
  "a line such as %s is refused by its number",
  (line) => {
    expect(() => Revocations.parse(`{"jti":"x"}\n${line}`)).toThrow(/line 2/);
  },
);

test("a revoked token is 401 as soon as the file is read again, cached or not", async () => {
  const directory = temporaryDirectory();
  const path = join(directory.path, "denylist.jsonl");
  writeFileSync(path, "");
  const clock = new ManualClock();
  await using server = await startTestServer({ SEMVEC_LICENSE_DENYLIST: path }, { clock });
  const options = { subject: "ann", tier: "pro", ttlSeconds: 3600, tokenId: "t1" } as const;
  const token = mintLicense({ ...options, nowMs: clock.nowMs() }, server.keys.signingKey);
  const list = () =>
    fetch(`${server.url}/v1/session/`, { headers: { authorization: `Bearer ${token}` } });
  expect((await list()).status).toBe(200);
  writeFileSync(path, '{"jti":"t1"}\n');
  clock.advance(revocationsRereadMs);
  let answer = await list();
  for (let tries = 0; answer.status === 200 && tries < 1000; tries++) answer = await list();
  expect(await answer.json()).toEqual({ detail: "Invalid license: revoked" });
  expect(answer.status).toBe(401);
  directory.remove();
});

test("a denylist that is not there stops the start and is named", async () => {
  const start = () => startTestServer({ SEMVEC_LICENSE_DENYLIST: "not-there.jsonl" });
  await expect(start()).rejects.toThrow(/SEMVEC_LICENSE_DENYLIST: not-there\.jsonl/);
});
