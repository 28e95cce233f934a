import type { Migrations } from "./migrate.js";
import { initial } from "./postgres/0001-initial.js";
import { anchor } from "./postgres/0002-anchor.js";

/** As SQLite's, name by name. A new schema gets `partitions` partitions of the log. */
export function postgresMigrations(partitions: number): Migrations {
  return { "0001_initial": initial(partitions), "0002_anchor": anchor };
}
