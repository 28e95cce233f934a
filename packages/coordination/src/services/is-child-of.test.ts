import { describe, expect, test } from "@jest/globals";
import type { EntityCommand } from "../entity/entity-command.js";
import { regionEntityId } from "../entity/entity-ids.js";
import { entityMachine } from "../entity/entity-machine.js";
import type { EntityState } from "../entity/entity-state.js";
import { TestKit } from "../testing/test-kit.js";
import { ClusterService } from "./cluster-service.js";
import type { EntityRunner, EntityVersion } from "./entity-runner.js";
import { RegionService } from "./region-service.js";

interface View {
  readonly state: EntityState | undefined;
  readonly version: EntityVersion;
}

/** An entity as it is now, whatever becomes of it later. */
async function viewOf(kit: TestKit, entity: string): Promise<View> {
  return kit.runner.read(entity, (state, version) => ({
    state: state && entityMachine.decodeState(entityMachine.encodeState(state)),
    version: { ...version },
  }));
}

/** Which entities a set would write, were it planned on these views. */
async function writesOn(
  views: ReadonlyMap<string, View>,
  act: (runner: EntityRunner) => Promise<unknown>,
): Promise<string[]> {
  let planned: ReadonlyMap<string, EntityCommand> = new Map();
  const runner: Pick<EntityRunner, "executeSet"> = {
    async executeSet(_entities, plan, present) {
      const states = new Map([...views].map(([id, { state }]) => [id, state]));
      planned = plan(states, new Map([...views].map(([id, { version }]) => [id, version])));
      return present(new Map());
    },
  };
  await act(runner as EntityRunner);
  return [...planned].flatMap(([entity, command]) => {
    const { state, version } = views.get(entity) as View;
    const { op } = entityMachine.decide(state, command, { entity, seq: version.seq + 1 });
    return op === undefined ? [] : [entity];
  });
}

describe("a membership that is planned on views of different times", () => {
  test("writes cluster and member, so that the older view is found out", async () => {
    const kit = new TestKit();
    await kit.sessions("s");
    const create = () => kit.clusters.create({ clusterId: "c", name: "c" });
    await create();
    await kit.clusters.addMember("c", "s");
    const oldCluster = await viewOf(kit, "c");
    await kit.clusters.delete("c");
    await create();
    await kit.clusters.addMember("c", "s");
    const add = (runner: EntityRunner) =>
      new ClusterService({ ...kit.parts, runner }).addMember("c", "s");
    const newSession = await viewOf(kit, "s");
    const torn = new Map([
      ["c", oldCluster],
      ["s", newSession],
    ]);
    expect(await writesOn(torn, add)).toEqual(["c", "s"]);
    const consistent = new Map([...torn, ["c", await viewOf(kit, "c")] as const]);
    expect(await writesOn(consistent, add)).toEqual([]);
  });

  test("writes region and cluster", async () => {
    const kit = new TestKit();
    await kit.region("r", ["c"]);
    const region = regionEntityId("r");
    const oldRegion = await viewOf(kit, region);
    await kit.regions.removeCluster("r", "c");
    const add = (runner: EntityRunner) =>
      new RegionService({ ...kit.parts, runner }).addCluster("r", "c");
    const torn = new Map([
      [region, oldRegion],
      ["c", await viewOf(kit, "c")],
    ]);
    expect(await writesOn(torn, add)).toEqual([region, "c"]);
  });

  test("what is so already is not written again", async () => {
    const kit = new TestKit();
    await kit.region("r", ["c"]);
    await kit.sessions("s");
    expect(await kit.clusters.addMember("c", "s")).toMatchObject({ added: true });
    expect(await kit.clusters.addMember("c", "s")).toMatchObject({ added: false });
    expect(await kit.regions.addCluster("r", "c")).toMatchObject({ added: false });
    expect(kit.logs.get("s")).toHaveLength(2);
  });
});
