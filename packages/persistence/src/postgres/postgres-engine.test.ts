import { describePostgres, postgresDatabase } from "../testing/postgres-database.js";
import { describeStoreContract } from "../testing/store-contract.js";
import { connectionConfig } from "./connection-config.js";
import { PostgresEngine } from "./postgres-engine.js";

describePostgres("on a server", () => {
  describeStoreContract("PostgreSQL", {
    canTamper: true,
    async open() {
      const database = await postgresDatabase();
      // The contract turns a clock of its own.
      const options = { partitions: 4, outboxClock: "caller" } as const;
      const engine = await PostgresEngine.open(connectionConfig(database.url), options);
      return {
        engine,
        async tamper(sql, ...parameters) {
          await database.sql(sql, parameters);
        },
        async dispose() {
          await engine.close();
          await database.release();
        },
      };
    },
  });
});
