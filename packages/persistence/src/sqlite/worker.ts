/* Entry point of a database thread: the only place where SQLite may block. */

import { parentPort, workerData } from "node:worker_threads";
import { persistenceDefaults } from "../defaults.js";
import { StoreConfigurationError, StoreLockedError } from "../errors.js";
import { classifyFailure } from "./classify-failure.js";
import { type FileLock, lockFile, writeOwner } from "./file-lock.js";
import { GroupCommitter } from "./group-committer.js";
import { memoryPath, openReadConnection, openWriteConnection } from "./open-connection.js";
import { SqliteReader } from "./sqlite-reader.js";
import { SqliteWriter } from "./sqlite-writer.js";
import type {
  Call,
  FromThread,
  Opening,
  ReadMethod,
  Reply,
  ThreadData,
  ToThread,
} from "./worker-messages.js";

interface OpenDatabase {
  readonly reader: SqliteReader;
  readonly committer: GroupCommitter | undefined;
  close(): void;
}

const { role, path } = workerData as ThreadData;
const port = parentPort;
if (port === null) throw new Error("this file is the entry point of a worker thread");

const send = (message: FromThread) => port.postMessage(message);

/** Writes that wait for the next transaction. */
let writes: Call[] = [];
let groupScheduled = false;

try {
  serve(role === "writer" ? await openWriter() : openReader());
  send({ type: "open" });
} catch (error) {
  send(refusal(error));
  port.close();
}

function serve(database: OpenDatabase): void {
  port?.on("message", (message: ToThread) => {
    if (message.type === "close") {
      while (writes.length > 0) commitGroup(database);
      database.close();
      port?.close();
      return;
    }
    const reads: Reply[] = [];
    for (const call of message.calls) {
      if (isRead(call, database)) reads.push(answerRead(call, database.reader));
      else writes.push(call);
    }
    if (reads.length > 0) send({ type: "replies", replies: reads });
    scheduleGroup(database);
  });
}

/** What arrives while a transaction runs waits in the port, and so shares the next one. */
function scheduleGroup(database: OpenDatabase): void {
  if (groupScheduled || writes.length === 0) return;
  groupScheduled = true;
  setImmediate(() => {
    groupScheduled = false;
    commitGroup(database);
    scheduleGroup(database);
  });
}

function commitGroup({ committer }: OpenDatabase): void {
  const solo = writes.findIndex(({ method }) => method === "reclaim");
  const end = solo > 0 ? solo : Number.POSITIVE_INFINITY;
  const size = solo === 0 ? 1 : Math.min(persistenceDefaults.groupCommitMax, end);
  const group = writes.slice(0, size);
  writes = writes.slice(group.length);
  if (committer === undefined || group.length === 0) return;
  const replies = solo === 0 ? group.map((call) => committer.reclaim(call)) : committer.run(group);
  send({ type: "replies", replies });
}

function isRead({ method }: Call, { reader }: OpenDatabase): boolean {
  return method in reader;
}

function answerRead({ id, method, args }: Call, reader: SqliteReader): Reply {
  try {
    const read = reader[method as ReadMethod] as (...args: unknown[]) => unknown;
    return { id, value: read.apply(reader, [...args]) };
  } catch (error) {
    return { id, failure: classifyFailure(error) };
  }
}

async function openWriter(): Promise<OpenDatabase> {
  const lock: FileLock | undefined = path === memoryPath ? undefined : lockFile(path);
  try {
    const db = await openWriteConnection(path);
    writeOwner(db, Date.now());
    const reader = new SqliteReader(db);
    const committer = new GroupCommitter(db, new SqliteWriter(db, reader));
    const close = () => {
      db.close();
      lock?.release();
    };
    return { reader, committer, close };
  } catch (error) {
    lock?.release();
    throw error;
  }
}

function openReader(): OpenDatabase {
  const db = openReadConnection(path);
  return { reader: new SqliteReader(db), committer: undefined, close: () => db.close() };
}

function refusal(error: unknown): Opening {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof StoreLockedError) {
    const { owner } = error;
    return { type: "refused", reason: "locked", message, ...(owner !== undefined && { owner }) };
  }
  const reason = error instanceof StoreConfigurationError ? "configuration" : "failed";
  return { type: "refused", reason, message };
}
