import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { generateKeyPair, InvalidKeyError } from "@semvec/license";
import { ManualClock } from "../testing/manual-clock.js";
import { temporaryDirectory } from "../testing/test-server.js";
import { keySetRereadMs, watchKeySet } from "./key-set-watcher.js";
import { openLicenseKeys } from "./license-keys.js";

const directory = temporaryDirectory();
afterAll(() => directory.remove());

function config(over: { host?: string; isProduction?: boolean; license?: object }) {
  return {
    host: over.host ?? "127.0.0.1",
    isProduction: over.isProduction ?? false,
    dataDirectory: directory.path,
    license: {
      renewUrl: "https://renew.example",
      tokenCacheMax: 1,
      allowAnonymous: false,
      ...over.license,
    },
  };
}

const jwks = (): string => JSON.stringify({ keys: [generateKeyPair().publicJwk] });

describe("without a JWKS", () => {
  test("on loopback a development key is made, and found again", async () => {
    const first = await openLicenseKeys(config({}));
    const second = await openLicenseKeys(config({ host: "::1" }));
    expect(first.developmentKey?.publicJwk).toEqual(second.developmentKey?.publicJwk);
    expect(first.keys.size).toBe(1);
  });

  test.each(["0.0.0.0", "::", "192.168.1.5", "semvec.example"])(
    "%s is not served, and both remedies are named",
    async (host) => {
      await expect(openLicenseKeys(config({ host }))).rejects.toThrow(
        /SEMVEC_LICENSE_JWKS.*HOST=127\.0\.0\.1/,
      );
    },
  );

  test("nothing is served in production", async () => {
    await expect(openLicenseKeys(config({ isProduction: true }))).rejects.toThrow(
      /in production: set SEMVEC_LICENSE_JWKS/,
    );
  });
});

describe("with a JWKS", () => {
  test("as JSON or as a file, and then there is no development key", async () => {
    const path = join(directory.path, "keys.json");
    writeFileSync(path, jwks());
    for (const source of [jwks(), path]) {
      const opened = await openLicenseKeys(
        config({ host: "0.0.0.0", isProduction: true, license: { jwks: source } }),
      );
      expect(opened.keys.size).toBe(1);
      expect(opened.developmentKey).toBeUndefined();
    }
  });

  test("one that cannot be read or trusted is an error", async () => {
    const open = (source: string) => openLicenseKeys(config({ license: { jwks: source } }));
    await expect(open("/nowhere/keys.json")).rejects.toThrow(/cannot be read/);
    await expect(open('{"keys": [{}]}')).rejects.toThrow(InvalidKeyError);
  });
});

test.each([{ host: "0.0.0.0" }, { isProduction: true }])(
  "anonymous mode is refused with %j",
  async (over) => {
    const license = { jwks: jwks(), allowAnonymous: true };
    await expect(openLicenseKeys(config({ ...over, license }))).rejects.toThrow(
      /SEMVEC_ALLOW_ANONYMOUS/,
    );
  },
);

test("a JWKS file is read again; one that has gone leaves the keys as they are", async () => {
  const path = join(directory.path, "watched.json");
  writeFileSync(path, jwks());
  const clock = new ManualClock();
  const next = () => {
    let report = (_outcome: string): void => {};
    const outcome = new Promise<string>((resolve) => {
      report = resolve;
    });
    return { outcome, report };
  };
  let waiting = next();
  const stop = watchKeySet(path, clock, {
    onRead: (keys) => waiting.report(`${keys.size} keys`),
    onError: () => waiting.report("error"),
  });
  clock.advance(keySetRereadMs);
  expect(await waiting.outcome).toBe("1 keys");
  await new Promise(setImmediate);
  rmSync(path);
  waiting = next();
  clock.advance(keySetRereadMs);
  expect(await waiting.outcome).toBe("error");
  stop();
});
