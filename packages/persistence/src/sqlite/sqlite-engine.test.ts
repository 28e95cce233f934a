import { join } from "node:path";
import Database from "better-sqlite3";
import { describeStoreContract } from "../testing/store-contract.js";
import { temporaryDirectory } from "../testing/temporary-directory.js";
import { SqliteEngine } from "./sqlite-engine.js";

describeStoreContract("SQLite in a file", {
  canTamper: true,
  async open() {
    const directory = temporaryDirectory();
    const path = join(directory.path, "store.db");
    const engine = await SqliteEngine.open(path);
    return {
      engine,
      tamper(sql, ...parameters) {
        const db = new Database(path);
        db.prepare(sql).run(...parameters);
        db.close();
      },
      async dispose() {
        await engine.close();
        directory.remove();
      },
    };
  },
});

describeStoreContract("SQLite in memory", {
  canTamper: false,
  async open() {
    const engine = await SqliteEngine.open(":memory:");
    return { engine, dispose: () => engine.close() };
  },
});
