import { expect, test } from "@jest/globals";
import {
  InvalidArgumentError,
  readAnchors,
  SessionNotFoundError,
  sessionMetrics,
} from "@semvec/core";
import type { DriftBusEvent } from "../bus/drift-bus-event.js";
import { checkEvent } from "../bus/event-fields.js";
import { BackingSessionError } from "../errors.js";
import { createWorkspace, workspaceTenant } from "./workspace.js";

const east = [1, 0, 0];
const up = [0, 0, 1];

test("sessions, a cluster, a region and an observer work together without a server", async () => {
  let nowMs = Date.UTC(2026, 0, 1);
  const kinds: string[] = [];
  const published: DriftBusEvent[] = [];
  const workspace = createWorkspace({
    clock: { nowMs: () => nowMs },
    session: { dimension: 3 },
    onOp: ({ kind }) => kinds.push(kind),
    bus: {
      async publish(event) {
        checkEvent({ ...event });
        published.push(event);
      },
    },
  });
  await workspace.createSession("planner", { metadata: { team: "kitchen" } });
  await workspace.clusters.create({ clusterId: "kitchen", name: "Kitchen" });
  await workspace.regions.create({ regionId: "house", name: "House" });
  await workspace.clusters.addMember("kitchen", "planner");
  await workspace.regions.addCluster("house", "kitchen");
  await workspace.clusters.store("kitchen", {
    message: { text: "What do we bake?", vector: east },
    response: { text: "Bread.", vector: east },
  });
  for (let turn = 0; turn < 6; turn++) {
    nowMs += 1_000;
    await workspace.run("planner", { message: { text: `bread dough ${turn}`, vector: east } });
    await workspace.store("planner", { response: { text: "Yes.", vector: east } });
  }
  expect(await workspace.settle()).toEqual([]);
  const text = "By the way, changing the subject: how are interest rates?";
  const drifted = await workspace.run("planner", { message: { text, vector: up } });
  expect(drifted.driftDetected).toBe(true);
  const settled = await workspace.settle();
  expect(settled).toMatchObject([
    { kind: "drift-detected", source: "planner", clusterId: "kitchen", atMs: nowMs },
    { kind: "vote-cast", liveVoteCount: 1, clusterCount: 1 },
    { kind: "region-realigned", tenant: workspaceTenant, regionId: "house", atMs: nowMs },
  ]);
  expect(await workspace.read("kitchen", readAnchors)).toMatchObject({ realignmentRemaining: 3 });
  expect(await workspace.read("planner", sessionMetrics)).toMatchObject({ interactionCount: 6 });
  expect(await workspace.observer.create({ regionIds: ["house"] })).toMatchObject({
    observerId: "id-1",
  });
  const sampled = await workspace.sample();
  expect(sampled).toMatchObject([
    { kind: "anomaly-raised", anomalyType: "systemic_drift", regionIds: ["house"] },
  ]);
  expect(published).toEqual([...settled, ...sampled]);
  expect(kinds).toContain("drift-recorded");

  await workspace.execute("planner", { kind: "reset", nowMs });
  await expect(workspace.createSession("user:ada")).rejects.toThrow(InvalidArgumentError);
  await expect(workspace.deleteSession("kitchen")).rejects.toThrow(BackingSessionError);
  await workspace.deleteSession("planner");
  await expect(workspace.read("planner", sessionMetrics)).rejects.toThrow(SessionNotFoundError);
});
