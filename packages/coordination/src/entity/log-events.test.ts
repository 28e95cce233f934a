import { expect, test } from "@jest/globals";
import { TestKit } from "../testing/test-kit.js";
import { observerEntityId, regionEntityId } from "./entity-ids.js";
import { entityMachine } from "./entity-machine.js";
import { anomaliesOf, driftEventOf } from "./log-events.js";

test("who follows a log sees the very events and anomalies that the state keeps", async () => {
  const kit = new TestKit();
  await kit.region("r", ["a", "b"], 1);
  await kit.observer.create({ regionIds: ["r"] });
  for (const id of ["a", "b"]) await kit.drift(id);
  await kit.settle();
  await kit.observer.sample();
  const ops = (entity: string) =>
    (kit.logs.get(entity) ?? []).map((it) => entityMachine.decodeOp(it));
  const region = regionEntityId("r");
  const events = ops(region).flatMap((op, i) => driftEventOf(op, i + 1) ?? []);
  expect(events).toHaveLength(2);
  expect((await kit.state(region)).parts.region?.events).toEqual(events);
  const anomalies = ops(observerEntityId).flatMap(anomaliesOf);
  expect(anomalies).toHaveLength(1);
  expect((await kit.state(observerEntityId)).parts.observer?.anomalies).toEqual(anomalies);
});
