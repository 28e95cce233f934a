import { sqliteMigrations } from "./sqlite-migrations.js";

/** Name of the newest migration: a store that is open has it, on every engine. */
export const schemaVersion: string = Object.keys(sqliteMigrations).sort().at(-1) ?? "";
