import { readFile, stat, writeFile } from "node:fs/promises";
import { expect, test } from "@jest/globals";
import { run, runCompiled } from "../testing/run.js";
import { temporaryFolder } from "../testing/temporary-folder.js";

test("keygen, mint, verify: from nothing to a verified token, as a user would", async () => {
  await using folder = await temporaryFolder();
  const cwd = folder.path;
  const keygen = await runCompiled(["license", "keygen"], { cwd });
  expect(keygen).toMatchObject({ exitCode: 0, stderr: expect.stringContaining("keep it secret") });
  const { keys } = JSON.parse(keygen.stdout);
  expect(keys).toHaveLength(1);
  expect(keys[0]).not.toHaveProperty("d");
  expect((await stat(folder.file("semvec-license-key.json"))).mode & 0o777).toBe(0o600);

  const args = ["license", "mint", "--sub", "dev", "--tier", "pro", "--ttl", "2h"];
  const minted = await runCompiled(args, { cwd });
  expect(minted).toMatchObject({ exitCode: 0, stderr: "" });
  expect(minted.stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);

  const verified = await runCompiled(["license", "verify", "-", "--json"], {
    stdin: minted.stdout,
    env: { SEMVEC_LICENSE_JWKS: keygen.stdout },
  });
  expect(verified.exitCode).toBe(0);
  const claims = JSON.parse(verified.stdout);
  expect(claims).toMatchObject({ subject: "dev", tier: "pro", key_id: keys[0].kid });
  expect(claims.expires_at_seconds - claims.issued_at_seconds).toBe(7200);
});

test("keygen overwrites no key", async () => {
  await using folder = await temporaryFolder();
  const out = folder.file("key.json");
  await writeFile(out, "precious");
  const result = await run(["license", "keygen", "--out", out]);
  expect(result).toMatchObject({ exitCode: 1, stdout: "" });
  expect(result.stderr).toContain("is not overwritten");
  expect(await readFile(out, "utf8")).toBe("precious");
});

test("mint narrows scopes, however they are listed", async () => {
  await using folder = await temporaryFolder();
  const key = folder.file("key.json");
  await run(["license", "keygen", "--out", key, "--key-id", "k1"]);
  const mint = ["license", "mint", "--sub", "a", "--key", key];
  const minted = await run([...mint, "--scope", "read,write", "--scope", "control"]);
  const inspected = await run(["license", "inspect", minted.stdout.trim()]);
  const { header, claims } = JSON.parse(inspected.stdout);
  expect(header.kid).toBe("k1");
  expect(claims).toMatchObject({ sub: "a", tier: "community", scope: "read write control" });
  expect(await run([...mint, "--scope", "reed"])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("read, write, control, admin"),
  });
});

test("mint without a key says how to make one", async () => {
  const result = await run(["license", "mint", "--sub", "a", "--key", "no-such-file.json"]);
  expect(result).toEqual({
    exitCode: 1,
    stdout: "",
    stderr: "semvec: no key at no-such-file.json; make one with `semvec license keygen`\n",
  });
});

test("inspect reads any token, and says each time that it verified nothing", async () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const forged = `${part({ alg: "none" })}.${part({ sub: "root" })}.`;
  const result = await run(["license", "inspect"], { env: { SEMVEC_LICENSE_KEY: forged } });
  expect(result).toMatchObject({
    exitCode: 0,
    stderr: expect.stringContaining("NOT VERIFIED"),
  });
  expect(JSON.parse(result.stdout)).toEqual({ header: { alg: "none" }, claims: { sub: "root" } });
});

test("verify refuses a token of another key, with the reason", async () => {
  await using folder = await temporaryFolder();
  const jwks = folder.file("jwks.json");
  const mine = folder.file("mine.json");
  const keygen = (out: string) => run(["license", "keygen", "--out", out]);
  await keygen(mine);
  await writeFile(jwks, (await keygen(folder.file("other.json"))).stdout);
  const { stdout: token } = await run(["license", "mint", "--sub", "a", "--key", mine]);
  const result = await run(["license", "verify", "--jwks", jwks], {
    env: { SEMVEC_LICENSE_KEY: token.trim() },
  });
  expect(result).toEqual({
    exitCode: 1,
    stdout: "",
    stderr: "semvec: Invalid license: unknown key\n",
  });
});

test.each([
  [["license", "verify", "a.b.c"], "no key set"],
  [["license", "inspect"], "no token"],
])("%j: what is missing is an error of usage", async (args, problem) => {
  expect(await run(args)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(problem) });
});
