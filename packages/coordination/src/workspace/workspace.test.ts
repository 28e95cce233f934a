import { expect, test } from "@jest/globals";
import type { DriftBusEvent } from "../bus/drift-bus-event.js";
import { DriftEventBus } from "../bus/drift-event-bus.js";
import { MemoryTransport } from "../bus/memory-transport.js";
import { VirtualTime } from "../bus/testing/virtual-time.js";
import { east, TestClock, up } from "../testing/test-kit.js";
import { createWorkspace, workspaceTenant } from "./workspace.js";

test("a workspace hands what happens to its bus, and takes care of what is due", async () => {
  const clock = new TestClock();
  const scheduler = new VirtualTime();
  const bus = new DriftEventBus({ transport: new MemoryTransport({ scheduler }), scheduler });
  const heard: DriftBusEvent[] = [];
  bus.subscribe({ tenant: workspaceTenant, regionId: "r" }, (event) => void heard.push(event));
  bus.start();
  const workspace = createWorkspace({ clock, session: { dimension: 3 }, bus });
  await workspace.createSession("brief", { ttlSeconds: 60 });
  await workspace.clusters.create({ clusterId: "c", name: "C" });
  await workspace.clusters.addMember("c", "brief");
  await workspace.regions.create({ regionId: "r", name: "R" });
  await workspace.regions.addCluster("r", "c");
  for (let turn = 0; turn < 6; turn++) {
    const text = `the oven and the bread dough ${turn}`;
    await workspace.run("brief", { message: { text, vector: east } });
    await workspace.store("brief", { response: { text: "Yes.", vector: east } });
  }
  const text = "By the way, changing the subject: how are interest rates at the bank?";
  await workspace.run("brief", { message: { text, vector: up } });
  const events = await workspace.settle();
  expect(events.map(({ kind }) => kind)).toEqual([
    "drift-detected",
    "vote-cast",
    "region-realigned",
  ]);
  await bus.drain();
  expect(heard).toEqual(events);
  clock.advance(60_000);
  expect(await workspace.settle()).toEqual([]);
  expect((await workspace.clusters.get("c")).memberCount).toBe(0);
  await bus.close();
});
