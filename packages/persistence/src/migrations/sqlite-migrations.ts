import type { Migrations } from "./migrate.js";
import { initial } from "./sqlite/0001-initial.js";
import { anchor } from "./sqlite/0002-anchor.js";

/** They stand in the code, so that a bundle needs no files. */
export const sqliteMigrations: Migrations = { "0001_initial": initial, "0002_anchor": anchor };
