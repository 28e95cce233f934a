import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";

const call = /^(\d+) +(\w+)\(\d+<([^>]*)>(.*)$/;
const databaseFile = /\/(semvec\.db(?:-wal|-journal)?)$/;

/**
 * The calls of a trace that touch the database, in the order in which they returned, and the
 * acknowledgements among them. A write is reported when it begins: from then on it may be on disk.
 */
export async function* diskCalls(trace) {
  /** Syncs of threads that have begun and not returned. */
  const open = new Map();
  for await (const line of createInterface({ input: createReadStream(trace) })) {
    const resumed = /^(\d+) +<\.\.\. (?:fdatasync|fsync) resumed>.*= 0/.exec(line);
    if (resumed !== null) {
      const file = open.get(resumed[1]);
      open.delete(resumed[1]);
      if (file !== undefined) yield { kind: "sync", file };
      continue;
    }
    const removed = /^\d+ +unlink\("([^"]*)"\) += 0/.exec(line);
    if (removed !== null) {
      const file = databaseFile.exec(decodePath(removed[1]))?.[1];
      if (file !== undefined) yield { kind: "unlink", file };
      continue;
    }
    const found = call.exec(line);
    if (found === null) continue;
    const [, thread, name, hexPath, rest] = found;
    const path = decodePath(hexPath);
    if (path.endsWith("/acks") && name === "write") {
      const [entity, seq] = unescaped(rest).toString().trim().split(" ");
      yield { kind: "ack", entity, seq: Number(seq) };
      continue;
    }
    const file = databaseFile.exec(path)?.[1];
    if (file === undefined) continue;
    if (name === "fdatasync" || name === "fsync") {
      if (line.includes("<unfinished")) open.set(thread, file);
      else yield { kind: "sync", file };
    } else if (name === "pwrite64") {
      const [, offset] = /", \d+, (\d+)/.exec(rest);
      yield { kind: "write", file, offset: Number(offset), bytes: unescaped(rest) };
    } else if (name === "ftruncate") {
      yield { kind: "truncate", file, size: Number(/^, (\d+)/.exec(rest)[1]) };
    } else throw new Error(`an unforeseen call on ${file}: ${name}`);
  }
}

/** Some versions of strace escape the paths of descriptors as well. */
function decodePath(path) {
  return path.startsWith("\\x") ? Buffer.from(path.replaceAll("\\x", ""), "hex").toString() : path;
}

function unescaped(rest) {
  const [, hex] = /"((?:\\x[0-9a-f]{2})*)"/.exec(rest);
  return Buffer.from(hex.replaceAll("\\x", ""), "hex");
}
