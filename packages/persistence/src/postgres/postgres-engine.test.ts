import { describePostgres, postgresDatabase } from "../testing/postgres-database.js";
import { describeStoreContract } from "../testing/store-contract.js";
import { connectionConfig } from "./connection-config.js";
import { PostgresEngine } from "./postgres-engine.js";

describePostgres("on a server", () => {
  describeStoreContract("PostgreSQL", {
    canTamper: true,
    async open() {
      const database = await postgresDatabase();
      const engine = await PostgresEngine.open(connectionConfig(database.url), { partitions: 4 });
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
