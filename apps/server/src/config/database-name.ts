import { isPostgresUrl } from "@semvec/persistence";

/** What to call a database where others read it: the file, or server and name, without a login. */
export function databaseName(databaseUrl: string): string {
  if (!isPostgresUrl(databaseUrl)) {
    const path = /^sqlite:\/\/\/(\/.+)$/.exec(databaseUrl)?.[1];
    return path === undefined ? "a database in memory" : `SQLite ${decodeURIComponent(path)}`;
  }
  const url = databaseUrl.replace(/^[^:]+:/, "postgresql:");
  if (!URL.canParse(url)) return "PostgreSQL";
  const { host, pathname } = new URL(url);
  return `PostgreSQL ${host || "localhost"}${decodeURIComponent(pathname)}`;
}
