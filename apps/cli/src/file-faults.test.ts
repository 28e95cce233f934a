import { readdir, readFile, writeFile } from "node:fs/promises";
import { expect, jest, test } from "@jest/globals";
import { generateKeyPair } from "@semvec/license";
import { fillSessions } from "./testing/database-scene.js";
import { FaultyFiles } from "./testing/faulty-files.js";
import { type TemporaryFolder, temporaryFolder } from "./testing/temporary-folder.js";

/*
 * Every call that a command makes of the file system itself fails: the first one, then the second,
 * and so on, until a run makes fewer; once, and from there on. Then the same without a fault.
 */

const files = new FaultyFiles();
jest.unstable_mockModule("node:fs/promises", () => files.module);
// Loaded after the fault is in place.
const { run } = await import("./testing/run.js");
const { writePrivateFile } = await import("./write-private-file.js");
const { openStore } = await import("@semvec/persistence");
const { loadConfig, serve } = await import("@semvec/server");

const codes = ["ENOSPC", "EACCES", "EIO", "EMFILE"];

/** Something that writes into a folder; each folder is new. */
interface Attempt {
  /** What it begins with. */
  readonly prepare?: (folder: TemporaryFolder) => Promise<void>;
  /** @returns what it says when it fails; nothing when it succeeds */
  readonly act: (folder: TemporaryFolder) => Promise<string | undefined>;
  /** Holds before every try: what was there is whole. */
  readonly isIntact?: (folder: TemporaryFolder) => Promise<void>;
  /** Holds after success. */
  readonly isDone: (folder: TemporaryFolder) => Promise<void>;
  readonly says: RegExp;
}

async function failInTurn(attempt: Attempt, count: number): Promise<void> {
  for (let first = 1, hasFailed = true; hasFailed; first++) {
    expect(first).toBeLessThan(50);
    await using folder = await temporaryFolder();
    await attempt.prepare?.(folder);
    files.break(folder.path, { first, count, code: codes[first % codes.length] as string });
    const said = await attempt.act(folder).finally(() => files.repair());
    hasFailed = files.hasFailed;
    if (said === undefined) {
      await attempt.isDone(folder);
      continue;
    }
    expect(said).toMatch(attempt.says);
    expect(said).toContain(folder.path);
    await attempt.isIntact?.(folder);
    expect(await attempt.act(folder)).toBeUndefined();
    await attempt.isDone(folder);
    // One failure leaves nothing behind; when nothing can be removed, names of no consequence.
    if (count === 1) expect((await readdir(folder.path)).filter(isLeftover)).toEqual([]);
  }
}

const isLeftover = (name: string): boolean => /\.part$|\.[0-9a-f]{12}$/.test(name);

/** Runs the command; what it writes to stderr when it fails. */
async function command(...args: string[]): Promise<string | undefined> {
  const { exitCode, stderr } = await run(args);
  return exitCode === 0 ? undefined : stderr;
}

/** What a failure says. */
async function messageOf(work: () => Promise<unknown>): Promise<string | undefined> {
  return work().then(
    () => undefined,
    (error: Error) => error.message,
  );
}

const newKey: Attempt = {
  act: (folder) => command("license", "keygen", "--out", folder.file("key.json")),
  async isDone(folder) {
    const key = folder.file("key.json");
    expect(await command("license", "mint", "--key", key, "--sub", "ann")).toBeUndefined();
  },
  says: /cannot be written \(E.*make room or name another/,
};

const replacedExport: Attempt = {
  prepare: (folder) => writeFile(folder.file("out.json"), "old"),
  act: (folder) =>
    messageOf(() => writePrivateFile(folder.file("out.json"), "new text", { mayReplace: true })),
  async isIntact(folder) {
    expect(await readFile(folder.file("out.json"), "utf8")).toBe("old");
  },
  async isDone(folder) {
    expect(await readFile(folder.file("out.json"), "utf8")).toBe("new text");
  },
  says: /cannot be written/,
};

const database = (folder: TemporaryFolder) => `sqlite:///${folder.file("semvec.db")}`;

const backup: Attempt = {
  prepare: (folder) => fillSessions(database(folder), { "sub:ann": ["a"] }),
  act: (folder) => command("db", "backup", folder.file("a.backup"), "--database", database(folder)),
  async isDone(folder) {
    const copy = `sqlite:///${folder.file("copy.db")}`;
    const { stderr } = await run(["db", "restore", folder.file("a.backup"), "--database", copy]);
    expect(stderr).not.toContain("semvec:");
  },
  says: /a\.backup.* cannot be made: E/,
};

/** A file that two processes must find under one name. */
const newDatabase: Attempt = {
  act: (folder) =>
    messageOf(async () => {
      const store = await openStore({ url: `sqlite:///${folder.file("below/semvec.db")}` });
      await store.close();
    }),
  isDone: async (folder) => {
    expect(await readdir(folder.file("below"))).toContain("semvec.db");
  },
  says: /below cannot be made or read \(E/,
};

/** A start on loopback makes the development key. */
const start: Attempt = {
  act: (folder) =>
    messageOf(async () => {
      const config = loadConfig({
        PORT: "0",
        SEMVEC_DATA_DIR: folder.file("data"),
        DATABASE_URL: "sqlite::memory:",
        SEMVEC_EMBEDDER: "none",
        SEMVEC_LOG_LEVEL: "silent",
      });
      const running = await serve(config, { print: () => {} });
      await running.close();
    }),
  async isDone(folder) {
    const names = await readdir(folder.file("data"));
    expect(names).toContain("semvec-development-key.json");
    expect(names.filter((name) => /key\.json\.\w+$/.test(name)).length).toBeLessThanOrEqual(1);
  },
  says: /can be neither read nor made \(E/,
};

/** What a service reads as it starts: the keys of licences, and those that are revoked. */
const startWithFiles: Attempt = {
  async prepare(folder) {
    const keys = { keys: [generateKeyPair().publicJwk] };
    await writeFile(folder.file("jwks.json"), JSON.stringify(keys));
    await writeFile(folder.file("revoked.jsonl"), '{"sub": "eve"}');
  },
  act: (folder) =>
    messageOf(async () => {
      const config = loadConfig({
        PORT: "0",
        DATABASE_URL: "sqlite::memory:",
        SEMVEC_DATA_DIR: folder.file("data"),
        SEMVEC_EMBEDDER: "none",
        SEMVEC_LICENSE_DENYLIST: folder.file("revoked.jsonl"),
        SEMVEC_LICENSE_JWKS: folder.file("jwks.json"),
        SEMVEC_LOG_LEVEL: "silent",
      });
      const running = await serve(config, { print: () => {} });
      await running.close();
    }),
  isDone: async () => {},
  says: /cannot be read \(E/,
};

/** Files that commands are given to read. */
const reading: Attempt = {
  async prepare(folder) {
    const { stdout } = await run(["license", "keygen", "--out", folder.file("key.json")]);
    await writeFile(folder.file("jwks.json"), stdout);
  },
  async act(folder) {
    const key = folder.file("key.json");
    const minted = await run(["license", "mint", "--key", key, "--sub", "ann"]);
    if (minted.exitCode !== 0) return minted.stderr;
    return command("license", "verify", minted.stdout.trim(), "--jwks", folder.file("jwks.json"));
  },
  isDone: async () => {},
  says: /E[A-Z]+: injected, readFile/,
};

test.each([
  ["a new key", newKey],
  ["an export over an older one", replacedExport],
  ["a backup", backup],
  ["a new database", newDatabase],
  ["a first start", start],
  ["a start with files", startWithFiles],
  ["commands that read", reading],
])("%s: whichever call fails, it says so, and the next try succeeds", async (_name, attempt) => {
  await failInTurn(attempt, 1);
  await failInTurn(attempt, Number.POSITIVE_INFINITY);
});
