import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A process that appends as fast as it can. */
export const killChild = fileURLToPath(new URL("./kill-child.mjs", import.meta.url));

/** What a child said while it lived. */
export interface Life {
  /** What the child found when it began: the end of each log. */
  readonly found: Map<string, number>;
  readonly verified: boolean;
  /** Answers that left the child, by entity. */
  readonly acked: Map<string, number>;
  readonly sent: Map<string, number>;
}

/** Runs a child until it has acknowledged `acks` ops, and kills it in the middle of the next. */
export async function liveAndDie(url: string, entities: number, acks: number): Promise<Life> {
  const process_ = spawn(process.execPath, [killChild, url, String(entities)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const found = new Map<string, number>();
  const acked = new Map<string, number>();
  const sent = new Map<string, number>();
  let verified = true;
  let left = acks;
  for await (const line of createInterface({ input: process_.stdout })) {
    const [event, entity = "", value, matches] = line.split(" ");
    if (event === "found") {
      found.set(entity, Number(value));
      verified &&= matches === "true";
    }
    if (event === "sent") sent.set(entity, (sent.get(entity) ?? 0) + 1);
    if (event === "acked") {
      acked.set(entity, Number(value));
      left -= 1;
      if (left === 0) process_.kill("SIGKILL");
    }
  }
  if (process_.exitCode === null && process_.signalCode === null) await once(process_, "exit");
  return { found, verified, acked, sent };
}
