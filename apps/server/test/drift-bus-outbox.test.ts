import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import {
  type DriftBusEvent,
  DriftEventBus,
  type EventHandler,
  OutboxTransport,
} from "@semvec/coordination";
import {
  type CommittedRow,
  genesisHash,
  openStore,
  type Store,
  systemClock,
} from "@semvec/persistence";
import { temporaryDirectory } from "../src/testing/test-server.js";

const directory = temporaryDirectory();
let store: Store;

beforeAll(async () => {
  store = await open();
});

afterAll(async () => {
  await store.close();
  directory.remove();
});

function open(): Promise<Store> {
  return openStore({ url: "sqlite:///bus.db", dataDirectory: directory.path });
}

/** Where the log of each session ends. */
const heads = new Map<string, CommittedRow>();

/** Commits an op whose outbox row is the event, as a session that drifts does. */
async function commitEvent(event: DriftBusEvent, body: Uint8Array): Promise<void> {
  const entity = event.source;
  const head = heads.get(entity) ?? { entity, seq: 0, hash: genesisHash() };
  const result = await store.forTenant(event.tenant).commit([
    {
      ...{ entity, kind: "session", expectedSeq: head.seq, prevHash: head.hash },
      ...{ opId: randomBytes(16), opKind: "run", engineVersion: 1, atMs: event.atMs },
      body: new Uint8Array(),
      ...(head.seq === 0 && { genesis: {} }),
      outbox: [{ target: "region", targetGenesisSeq: 3, body }],
    },
  ]);
  if (result.outcome !== "won" || result.rows[0] === undefined) throw new Error(result.outcome);
  heads.set(entity, result.rows[0]);
}

function openBus(handler: EventHandler): DriftEventBus {
  const transport = new OutboxTransport({
    scheduler: systemClock,
    outbox: {
      write: commitEvent,
      createRelay: (deliver) => store.createRelay({ deliver }),
    },
  });
  const bus = new DriftEventBus({ transport, scheduler: systemClock });
  bus.subscribe({ tenant: "sub:me", regionId: "region" }, handler, { attemptsMax: 1_000 });
  bus.start();
  return bus;
}

/** Labels of events, and a promise of the moment when there are enough. */
function collect(count: number) {
  const labels: string[] = [];
  let finish = () => {};
  const enough = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const add = ({ source, sourceSeq, targetGenesisSeq }: DriftBusEvent) => {
    labels.push(`${source}/${sourceSeq}@${targetGenesisSeq}`);
    if (labels.length === count) finish();
  };
  return { labels, enough, add };
}

function drift(source: string, sourceSeq: number): DriftBusEvent {
  return {
    ...{ kind: "drift-detected", tenant: "sub:me", source, sourceSeq, sourceIndex: 0 },
    ...{ atMs: 1_000 + sourceSeq, regionId: "region", clusterId: source },
    ...{ driftScore: 0.8, driftPhase: "drifted" },
  } as const;
}

test("events of a SQLite outbox outlive failures and a restart, once each", async () => {
  const sessions = ["s1", "s2", "s3"];
  const first = collect(4);
  const bus = openBus((event, { attempt }) => {
    // One fails once; from the fifth on nothing gets through before the restart.
    if (event.source === "s2" && attempt === 1) throw new Error("not yet");
    if (first.labels.length >= 4) throw new Error("never in this life");
    first.add(event);
  });
  for (const seq of [1, 2, 3, 4, 5]) {
    for (const session of sessions) await bus.publish(drift(session, seq));
  }
  await first.enough;
  await bus.close();
  await store.close();

  store = await open();
  const second = collect(11);
  const restarted = openBus(second.add);
  await second.enough;
  await restarted.drain();
  await restarted.close();

  const published = sessions.flatMap((it) => [1, 2, 3, 4, 5].map((seq) => `${it}/${seq}@3`));
  expect([...first.labels, ...second.labels].sort()).toEqual(published);
});

test("a settled event has left the outbox", async () => {
  const delivered: unknown[] = [];
  const relay = store.createRelay({ deliver: async (row) => void delivered.push(row) });
  relay.start();
  await relay.stop();
  expect(delivered).toEqual([]);
});
