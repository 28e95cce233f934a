import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "@jest/globals";
import { generateKeyPair, mintLicense } from "@semvec/license";
import { openStore } from "@semvec/persistence";
import { describePostgres, postgresDatabase, runSql } from "../testing/postgres-database.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { checkDatabase, databaseFile } from "./check-database.js";
import { checkDisk, diskBytesLow, diskBytesMin, diskFinding } from "./check-disk.js";
import { checkEmbedder } from "./check-embedder.js";
import { checkLicenseKeys } from "./check-license-keys.js";
import { checkLicenseToken } from "./check-license-token.js";
import { checkNode } from "./check-node.js";
import { checkPort } from "./check-port.js";
import { findingOf } from "./finding.js";

const statusOf = (status: string) => expect.objectContaining({ status });

test.each([
  ["20.18.9", "failure"],
  ["20.19.0", "ok"],
  ["22.1.0", "ok"],
  ["18.20.0", "failure"],
])("Node.js %s: %s", (version, status) => {
  expect(checkNode(version)).toEqual(statusOf(status));
});

test("what a check throws is a failure", async () => {
  const finding = await findingOf("disk", () => Promise.reject(new Error("gone")));
  expect(finding).toEqual({ check: "disk", status: "failure", detail: "gone" });
});

describe("licence keys", () => {
  const settings = (host: string, jwks?: string, isProduction = false) => ({
    host,
    isProduction,
    license: {
      renewUrl: "https://a.example",
      tokenCacheMax: 1,
      allowAnonymous: false,
      ...(jwks !== undefined && { jwks }),
    },
  });

  test.each([
    ["127.0.0.1", false, "warning"],
    ["::1", false, "warning"],
    ["localhost", false, "warning"],
    ["localhost", true, "failure"],
    ["0.0.0.0", false, "failure"],
    ["127.example.com", false, "failure"],
  ])("none on %s, production %p: %s", async (host, isProduction, status) => {
    const finding = await checkLicenseKeys(settings(host, undefined, isProduction));
    expect(finding).toEqual(statusOf(status));
  });

  test("a set from a file or inline; an empty or damaged one", async () => {
    await using folder = await temporaryFolder();
    const jwks = JSON.stringify({ keys: [generateKeyPair().publicJwk] });
    await writeFile(folder.file("jwks.json"), jwks);
    for (const source of [jwks, folder.file("jwks.json")]) {
      const finding = await checkLicenseKeys(settings("0.0.0.0", source));
      expect(finding).toEqual({ status: "ok", detail: "1 in SEMVEC_LICENSE_JWKS" });
    }
    expect(await checkLicenseKeys(settings("::", '{"keys":[]}'))).toEqual(statusOf("failure"));
    await expect(checkLicenseKeys(settings("::", "{}"))).rejects.toThrow("a key set is");
  });
});

test("the licence token: absent, alive, near its end, over", () => {
  const nowMs = Date.UTC(2026, 2, 9);
  const { signingKey } = generateKeyPair();
  const mint = (ttlSeconds: number) =>
    mintLicense({ subject: "dev", tier: "pro", ttlSeconds, nowMs }, signingKey);
  expect(checkLicenseToken(undefined, nowMs)).toEqual(statusOf("warning"));
  expect(checkLicenseToken(mint(30 * 86_400), nowMs)).toEqual({
    status: "ok",
    detail: "the token of dev expires at 2026-04-08T00:00:00.000Z (not verified)",
  });
  expect(checkLicenseToken(mint(3599), nowMs)).toEqual(statusOf("warning"));
  expect(checkLicenseToken(mint(10), nowMs + 10_000)).toEqual(statusOf("failure"));
  expect(() => checkLicenseToken("nonsense", nowMs)).toThrow("malformed");
});

describe("port", () => {
  async function checkOccupied(answer: object) {
    const server = createServer((_, response) => response.end(JSON.stringify(answer)));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const finding = await checkPort({ host: "127.0.0.1", port });
    await new Promise((resolve) => server.close(resolve));
    return { finding, port };
  }

  test("in use by Semvec, by another program, and free", async () => {
    const semvec = await checkOccupied({ status: "ok", version: "9.8.7" });
    expect(semvec.finding).toEqual({
      status: "warning",
      detail: `Semvec 9.8.7 is serving at 127.0.0.1:${semvec.port}`,
    });
    const { finding, port } = await checkOccupied({ hello: "world" });
    expect(finding).toEqual(statusOf("failure"));
    expect(await checkPort({ host: "127.0.0.1", port })).toEqual(statusOf("ok"));
  });

  test("an address that is not this machine's", async () => {
    const finding = await checkPort({ host: "192.0.2.1", port: 8080 });
    expect(finding).toMatchObject({
      status: "failure",
      detail: expect.stringContaining("EADDRNOTAVAIL"),
    });
  });
});

describe("database", () => {
  const postgres = { allowUnsafe: false, commitConnections: 1, workConnections: 1 };

  test("missing: it could be made, and is not", async () => {
    await using folder = await temporaryFolder();
    const databaseUrl = `sqlite:///${folder.file("deep/semvec.db")}`;
    const finding = await checkDatabase({ databaseUrl, dataDirectory: folder.path, postgres });
    expect(finding).toEqual({
      status: "ok",
      detail: `${folder.file("deep/semvec.db")} will be made`,
    });
    expect(existsSync(folder.file("deep"))).toBe(false);
  });

  test("there: it takes writes; held by another; damaged", async () => {
    await using folder = await temporaryFolder();
    const url = `sqlite:///${folder.file("semvec.db")}`;
    const settings = { databaseUrl: url, dataDirectory: folder.path, postgres };
    const store = await openStore({ url });
    expect(await checkDatabase(settings)).toEqual(statusOf("warning"));
    await store.close();
    const detail = folder.file("semvec.db");
    expect(await checkDatabase(settings)).toEqual({ status: "ok", detail });
    await writeFile(detail, "this is no database, and long enough to be one".repeat(100));
    await expect(checkDatabase(settings)).rejects.toThrow();
  });

  test("in memory", async () => {
    const settings = { databaseUrl: "sqlite::memory:", dataDirectory: ".", postgres };
    expect(await checkDatabase(settings)).toEqual(statusOf("warning"));
  });

  test("a server that is not there", async () => {
    const settings = { databaseUrl: "postgresql://u:secret@127.0.0.1:1/db", dataDirectory: "." };
    const finding = checkDatabase({ ...settings, postgres });
    await expect(finding).rejects.toMatchObject({ code: "ERR_STORE_UNAVAILABLE" });
    await expect(finding).rejects.not.toThrow(/secret/);
  });

  test("the file of a URL", () => {
    expect(databaseFile("sqlite:////var/lib/a%20b.db")).toBe("/var/lib/a b.db");
    expect(databaseFile("sqlite::memory:")).toBeUndefined();
    expect(databaseFile("postgres://host/db")).toBeUndefined();
  });
});

describe("embedder", () => {
  test("the bundled one loads and embeds", async () => {
    const finding = await checkEmbedder({ embedder: { kind: "use-lite" } });
    expect(finding).toMatchObject({
      status: "ok",
      detail: expect.stringMatching(/^use-lite-int8:[0-9a-f]{12}, 512 numbers, ready in \d+ ms$/),
    });
  });

  test("none is a choice; one that nobody serves is a failure", async () => {
    expect(await checkEmbedder({ embedder: { kind: "none" } })).toEqual(statusOf("ok"));
    const embedder = { kind: "http", url: "http://127.0.0.1:1", model: "m" } as const;
    await expect(checkEmbedder({ embedder })).rejects.toThrow();
  });
});

test("disk: enough, little, too little", async () => {
  expect(diskFinding(diskBytesLow, "/d")).toEqual({ status: "ok", detail: "1024 MiB free at /d" });
  expect(diskFinding(diskBytesLow - 1, "/d")).toEqual(statusOf("warning"));
  expect(diskFinding(diskBytesMin, "/d")).toEqual(statusOf("warning"));
  expect(diskFinding(diskBytesMin - 1, "/d")).toEqual(statusOf("failure"));
  await using folder = await temporaryFolder();
  const { detail } = await checkDisk({ dataDirectory: folder.file("not/made/yet") });
  expect(detail).toMatch(/^\d+ MiB free at /);
  expect(detail).toContain(folder.path);
});

describePostgres("database on a server", () => {
  test.each([
    ["CREATEROLE", "ok", /durable settings$/],
    ["SUPERUSER", "warning", /the login \w+ is a superuser/],
    ["BYPASSRLS", "warning", /the login \w+ has BYPASSRLS/],
  ])("a login with %s: %s", async (attribute, status, detail) => {
    const owner = await postgresDatabase();
    await (await openStore({ url: owner })).close();
    const login = `doctor_semvec_test_${process.pid}`;
    await runSql(owner, `CREATE ROLE ${login} LOGIN ${attribute}`);
    try {
      await runSql(owner, `GRANT semvec_tenant, semvec_committer TO ${login}`);
      const databaseUrl = Object.assign(new URL(owner), { username: login }).href;
      const postgres = { allowUnsafe: false, commitConnections: 1, workConnections: 1 };
      expect(await checkDatabase({ databaseUrl, dataDirectory: ".", postgres })).toEqual({
        status,
        detail: expect.stringMatching(detail),
      });
    } finally {
      await runSql(owner, `DROP ROLE ${login}`);
    }
  });
});
