import { join } from "node:path";
import { expect, test } from "@jest/globals";
import SqliteDatabase from "better-sqlite3";
import { startTestServer, temporaryDirectory } from "../../src/testing/test-server.js";

/** Damages a database as a bad disk would: behind the service's back. */
function damage(path: string, ...statements: readonly string[]): void {
  const database = new SqliteDatabase(path);
  for (const statement of statements) database.exec(statement);
  database.close();
}

test("a damaged cluster can be deleted, its members are free, and its region lets go of it", async () => {
  const directory = temporaryDirectory();
  const path = join(directory.path, "semvec.db");
  const env = { DATABASE_URL: `sqlite:///${path}`, SEMVEC_DATA_DIR: directory.path };
  const params = { cluster_id: "c" };
  const region = { region_id: "r" };
  {
    await using server = await startTestServer(env);
    const client = server.as("alice");
    for (const cluster_id of ["c", "other"]) {
      await client.ok("createCluster", { body: { name: "C", cluster_id } });
    }
    await client.ok("createSession", { body: { session_id: "s" } });
    await client.ok("addMember", { params, body: { session_id: "s" } });
    await client.ok("createRegion", { body: { name: "R", ...region } });
    await client.ok("attachCluster", { params: region, body: params });
  }
  damage(
    path,
    "UPDATE op SET body = x'00ff00' WHERE entity = 'c' AND seq = 2",
    "DELETE FROM snapshot WHERE entity = 'c'",
  );
  await using server = await startTestServer(env);
  const client = server.as("alice");
  expect((await client.send("getCluster", { params })).status).toBe(503);
  // Nobody buries a group by calling it something else.
  const asRegion = await client.send("deleteRegion", { params: { region_id: "c" } });
  expect(asRegion.status).toBe(404);
  expect(await client.ok("deleteCluster", { params })).toEqual({ deleted: true });
  expect((await client.send("getCluster", { params })).status).toBe(404);
  const joined = { params: { cluster_id: "other" }, body: { session_id: "s" } };
  expect(await client.ok("addMember", joined)).toMatchObject({ added: true });
  await client.ok("detachCluster", { params: { ...region, ...params } });
  expect(await client.ok("getRegion", { params: region })).toMatchObject({ cluster_count: 0 });
  directory.remove();
});

test("a damaged session hurts nobody else, and its owner can delete it and begin again", async () => {
  const directory = temporaryDirectory();
  const path = join(directory.path, "semvec.db");
  const env = { DATABASE_URL: `sqlite:///${path}`, SEMVEC_DATA_DIR: directory.path };
  {
    await using server = await startTestServer(env);
    const client = server.as("alice");
    for (const session_id of ["sound", "damaged", "unlisted"]) {
      await client.ok("createSession", { body: { session_id, ttl_seconds: 1000 } });
      await client.ok("store", { body: { session_id, message: "hello", response: "hi there" } });
    }
  }
  damage(
    path,
    "UPDATE op SET body = x'00ff00' WHERE entity = 'damaged' AND seq = 2",
    "DELETE FROM snapshot WHERE entity = 'damaged'",
    "UPDATE entity SET meta = x'ff' WHERE entity = 'unlisted'",
  );
  await using server = await startTestServer(env);
  const client = server.as("alice");
  const params = { session_id: "damaged" };
  expect(await client.send("sessionMetrics", { params })).toMatchObject({
    status: 503,
    body: { detail: "The session's log is damaged; other sessions are not" },
  });
  await client.ok("sessionMetrics", { params: { session_id: "sound" } });
  const listed = await client.ok("listSessions", { query: { limit: 1000 } });
  expect(listed.map(({ session_id }) => session_id).sort()).toEqual([
    "damaged",
    "sound",
    "unlisted",
  ]);
  expect(await client.ok("deleteSession", { params })).toEqual({ ...params, deleted: true });
  expect((await client.send("sessionMetrics", { params })).status).toBe(404);
  expect(await client.ok("createSession", { body: params })).toEqual({ ...params, created: true });
  const fresh = await client.ok("sessionMetrics", { params });
  expect(fresh.total_memories).toBe(0);
  directory.remove();
});
