import { hostname } from "node:os";
import { describe, expect, test } from "@jest/globals";
import { StoreConfigurationError, StoreUnavailableError } from "../errors.js";
import { openStore } from "../store/open-store.js";
import { LogWriter } from "../testing/log-writer.js";
import { describePostgres, postgresDatabase } from "../testing/postgres-database.js";
import { connectionConfig, isPostgresUrl } from "./connection-config.js";

describe("a database URL", () => {
  test.each([
    "postgres://u:p@h/db",
    "postgresql://u:p@h:5433/db?sslmode=require",
    "postgresql+asyncpg://u@h/db",
    "postgresql+psycopg2://u@h/db",
  ])("%s is PostgreSQL's", (url) => {
    expect(isPostgresUrl(url)).toBe(true);
    expect(connectionConfig(url).connectionString).toBe(
      url.replace(/^postgres(ql)?(\+\w+)?:/, "postgresql:"),
    );
  });

  test.each(["sqlite:///x", "mysql://u@h/db", "postgresql:db", "", "postgresql+a b://h"])(
    "%j is not",
    (url) => {
      expect(isPostgresUrl(url)).toBe(false);
      expect(() => connectionConfig(url)).toThrow(StoreConfigurationError);
    },
  );

  test("connects under the name of its worker, if it has one", () => {
    const url = "postgresql://h/db";
    const process = `@${hostname()}:${globalThis.process.pid}`;
    const named = connectionConfig(url, "eu-1").application_name;
    expect(named).toBe(`semvec/eu-1${process}`.slice(0, 63));
    expect(connectionConfig(url).application_name).toBe(`semvec/${process.slice(1)}`.slice(0, 63));
  });

  test("that cannot be read is refused without its password", () => {
    expect(() => connectionConfig("postgresql://user:hunter2@ho st:x/db")).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining("hunter2") }),
    );
  });
});

describePostgres("opening a PostgreSQL database", () => {
  test.each([
    ["synchronous_commit", "off"],
    ["synchronous_commit", "local"],
  ])(
    "%s = %s: refused where it can lose commits, taken when that is allowed",
    async (name, value) => {
      const database = await postgresDatabase();
      const [{ db } = { db: "" }] = await database.sql("SELECT current_database() AS db");
      await database.sql(`ALTER DATABASE ${db} SET ${name} = ${value}`);
      try {
        if (value === "off") {
          const refused = openStore({ url: database.url });
          await expect(refused).rejects.toThrow(StoreConfigurationError);
          await expect(refused).rejects.toThrow(
            /synchronous_commit = off.*SEMVEC_ALLOW_UNSAFE_DB=1.*allowUnsafe/,
          );
        }
        // Without standbys, local is all there is.
        const allowUnsafe = value === "off";
        const postgres = { allowUnsafe, workerId: "worker-7" };
        const store = await openStore({ url: database.url, postgres });
        await store.probe();
        const names = await database.sql(
          "SELECT application_name AS name FROM pg_stat_activity WHERE datname = $1",
          [db],
        );
        expect(names.map(({ name }) => name)).toContainEqual(
          expect.stringMatching(/^semvec\/worker-7@/),
        );
        await store.close();
      } finally {
        await database.sql(`ALTER DATABASE ${db} RESET ${name}`);
        await database.release();
      }
    },
  );

  test("a login that owns the database takes on roles that it made, or may grant", async () => {
    const database = await postgresDatabase();
    // The roles belong to the server; this login gets what their maker has on its version.
    await (await openStore({ url: database.url })).close();
    const fresh = await postgresDatabase();
    const [server] = await database.sql(
      "SELECT current_database() AS db, current_setting('server_version_num')::int AS version",
    );
    const login = `semvec_test_owner_${process.pid}`;
    const options =
      Number(server?.["version"]) >= 160_000 ? "ADMIN TRUE, SET FALSE" : "ADMIN OPTION";
    await database.sql(`CREATE ROLE ${login} LOGIN CREATEROLE`);
    await database.sql(`GRANT semvec_tenant, semvec_committer TO ${login} WITH ${options}`);
    const name = new URL(fresh.url).pathname.slice(1);
    await database.sql(`ALTER DATABASE ${name} OWNER TO ${login}`);
    try {
      const url = Object.assign(new URL(fresh.url), { username: login }).href;
      const store = await openStore({ url });
      await store.probe();
      await store.close();
    } finally {
      await fresh.sql(`REASSIGN OWNED BY ${login} TO CURRENT_USER`);
      await fresh.sql(`DROP OWNED BY ${login}`);
      await fresh.sql(`DROP ROLE ${login}`);
      await fresh.release();
      await database.release();
    }
  });

  test("a login that does not own the schema serves it as a member of the roles", async () => {
    const database = await postgresDatabase();
    await (await openStore({ url: database.url })).close();
    const login = `semvec_test_login_${process.pid}`;
    await database.sql(`CREATE ROLE ${login} LOGIN`);
    const url = Object.assign(new URL(database.url), { username: login }).href;
    try {
      await expect(openStore({ url })).rejects.toThrow(StoreConfigurationError);
      await database.sql(`GRANT semvec_tenant, semvec_committer TO ${login}`);
      const store = await openStore({ url });
      const writer = new LogWriter(store.forTenant("t"), "e");
      await writer.append();
      await writer.append("end", { tombstone: true });
      expect(await store.status()).toMatchObject({ ops: 2 });
      await store.close();
    } finally {
      await database.sql(`DROP ROLE ${login}`);
      await database.release();
    }
  });

  test("a server that is not there, a database that is not there, a login that is not", async () => {
    const absent = openStore({ url: "postgresql://postgres@127.0.0.1:1/x" });
    await expect(absent).rejects.toThrow(StoreUnavailableError);
    const database = await postgresDatabase();
    const no = (part: object) =>
      openStore({ url: Object.assign(new URL(database.url), part).href });
    await expect(no({ pathname: "/pg_semvec_no_such" })).rejects.toThrow(StoreConfigurationError);
    await expect(no({ username: "pg_semvec_nobody" })).rejects.toThrow(StoreConfigurationError);
    await database.release();
  });
});
