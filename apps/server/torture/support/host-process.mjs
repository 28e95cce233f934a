// A process that hosts entities on a shared database. It takes one command a line on its input and
// tells what became of each on its output. Run by `HostProcess` below.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { EntityHost, openStore } from "@semvec/persistence";
import { SharedRateLimiter } from "../../dist/rate/shared-rate-limiter.js";
import { tallyMachine } from "./tally-machine.mjs";

const self = fileURLToPath(import.meta.url);
const target = "target";
const keyLifeMs = 3_600_000;

/** The other end: starts the process, sends commands, and can kill it at any time. */
export class HostProcess {
  isDead = false;
  #child;
  #waiting = new Map();
  #number = 0;

  /**
   * @param outbox whether every op tells `target` of itself, and a relay delivers that
   * @param clockJumps whether its clock jumps by up to a day, back and forth, all the time
   */
  constructor(databaseUrl, { outbox = false, clockJumps = false } = {}) {
    const args = [self, databaseUrl, outbox ? "outbox" : "plain", clockJumps ? "jumps" : "steady"];
    this.#child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
    this.#child.stdin.on("error", () => {});
    createInterface({ input: this.#child.stdout }).on("line", (line) => {
      const { id, ...result } = JSON.parse(line);
      this.#waiting.get(id)?.(result);
      this.#waiting.delete(id);
    });
    this.exited = new Promise((resolve) => {
      this.#child.once("close", (code, signal) => {
        this.isDead = true;
        for (const settle of this.#waiting.values()) settle(undefined);
        resolve(code ?? signal);
      });
    });
    process.once("exit", () => this.#child.kill("SIGKILL"));
  }

  /** What became of a command; `undefined` when the process died before it said. */
  ask(command) {
    const id = ++this.#number;
    if (this.isDead) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#child.stdin.write(`${JSON.stringify({ id, ...command })}\n`);
    });
  }

  kill() {
    this.#child.kill("SIGKILL");
    return this.exited;
  }

  /** Ends it without force, when it has done what it was asked. */
  end() {
    this.#child.stdin.end();
    return this.exited;
  }
}

/** What stands in an op's outbox row, and how the target names it. */
const announce = (_op, { entity, seq }) =>
  entity === target ? [] : [{ target, targetGenesisSeq: 1, body: encode(`${entity}/${seq}`) }];

async function run(url, mode, clock) {
  const store = await openStore({ url, ...(clock === "jumps" && { clock: jumpingClock() }) });
  const outbox = mode === "outbox" ? announce : undefined;
  const host = new EntityHost({ store, machine: tallyMachine, ...(outbox && { outbox }) });
  const relay = store.createRelay({
    deliver: async ({ tenant, source, sourceSeq }) => {
      await untilExecuted(host, tenant, target, { from: `${source}/${sourceSeq}` });
    },
  });
  if (mode === "outbox") relay.start();
  const underWay = new Set();
  for await (const line of createInterface({ input: process.stdin })) {
    const { id, ...command } = JSON.parse(line);
    const work = answer(store, host, command).then((result) => {
      process.stdout.write(`${JSON.stringify({ id, ...result })}\n`);
      underWay.delete(work);
    });
    underWay.add(work);
  }
  await Promise.all(underWay);
  await relay.stop();
  await host.drain();
  await store.close();
}

async function answer(store, host, command) {
  const { kind, tenant = "t", entity, key, fingerprint = "same", nonce } = command;
  try {
    if (kind === "take") return await takeUntil(limiterOf(store), { tenant, ...command });
    if (key === undefined) return await host.execute(tenant, entity, { nonce });
    const result = await host.execute(
      tenant,
      entity,
      { nonce },
      { idem: idemOf(key, fingerprint) },
    );
    const body = result.outcome === "replayed" ? result.idem.body : bodyOf(result.answer);
    const stored = result.outcome === "replayed" ? decode(result.idem.fingerprint) : fingerprint;
    return { outcome: result.outcome, body: decode(body), fingerprint: stored };
  } catch (error) {
    return { outcome: "failed", code: error.code ?? error.message };
  }
}

/**
 * Asks for tokens one after the other until the machine's clock says `untilMs`, and tells how often
 * it asked, and between which two times each token was granted.
 */
async function takeUntil(limiter, { tenant, policy, untilMs }) {
  const grants = [];
  let attempts = 0;
  do {
    const askedMs = machineMs();
    const { allowed } = await limiter.take(tenant, policy);
    attempts += 1;
    if (allowed) grants.push([askedMs, machineMs()]);
    else await new Promise(setImmediate);
  } while (machineMs() < untilMs);
  return { attempts, grants };
}

/** Milliseconds that all processes of this machine count alike, whatever is done to its date. */
export function machineMs() {
  return Number(process.hrtime.bigint()) / 1e6;
}

function jumpingClock() {
  return { nowMs: () => Date.now() + Math.round((2 * Math.random() - 1) * 86_400_000) };
}

let limiter;

/** The limiter that a worker of the service has. */
function limiterOf(store) {
  limiter ??= new SharedRateLimiter(store.rates, () => performance.now());
  return limiter;
}

/** A delivery that lost a race goes again. */
async function untilExecuted(host, tenant, entity, command) {
  for (let tries = 1; ; tries++) {
    try {
      return await host.execute(tenant, entity, command);
    } catch (error) {
      if (tries === 10) throw error;
    }
  }
}

function idemOf(key, fingerprint) {
  return {
    key,
    fingerprint: encode(fingerprint),
    expiresAtMs: Date.now() + keyLifeMs,
    respond: (given) => ({ status: 200, headers: {}, body: bodyOf(given) }),
  };
}

function bodyOf(given) {
  return encode(JSON.stringify(given));
}

function encode(text) {
  return new TextEncoder().encode(text);
}

function decode(bytes) {
  return new TextDecoder().decode(bytes);
}

if (process.argv[1] === self) await run(...process.argv.slice(2));
