import { describe, expect, test } from "@jest/globals";
import { ContendedError } from "../errors.js";
import { TestKit } from "../testing/test-kit.js";
import { executePlan } from "./scene.js";

const create = { kind: "create", options: { dimension: 3 }, nowMs: 0 } as const;

describe("executePlan", () => {
  test("runs again with the entities it finds to need, and commands what it saw last", async () => {
    const { runner } = new TestKit();
    const seen: string[][] = [];
    const created = await executePlan(runner, ["a"], (scene) => {
      seen.push(["a"]);
      expect(scene.find("a")).toBeUndefined();
      scene.findAll(["b", "c"]);
      seen.push(["a", "b", "c"]);
      const commands = new Map(["a", "b"].map((id) => [id, create] as const));
      return { commands, present: (answers) => answers.of("b", "create").created };
    });
    expect(created).toBe(true);
    expect(seen).toEqual([["a"], ["a"], ["a", "b", "c"]]);
    expect(await runner.read("c", (state) => state)).toBeUndefined();
  });

  test("follows a pointer to the incarnation it names and to no other", async () => {
    const kit = new TestKit();
    await kit.session("a");
    await kit.deleteSession("a");
    await kit.session("a");
    const found = await executePlan(kit.runner, ["a"], (scene) => {
      const [first, second] = [1, 3].map((genesisSeq) => scene.follow({ id: "a", genesisSeq }));
      const all = scene.followAll([
        { id: "a", genesisSeq: 1 },
        { id: "a", genesisSeq: 3 },
      ]);
      const present = () => ({ first, second: second?.id, count: all.length });
      return { commands: new Map(), present };
    });
    expect(found).toEqual({ first: undefined, second: "a", count: 1 });
  });

  test("gives up when it keeps needing more; nothing is written", async () => {
    const kit = new TestKit();
    let count = 0;
    const endless = executePlan(kit.runner, ["a"], (scene) => {
      count += 1;
      scene.find(`more-${count}`);
      return { commands: new Map([["a", create]]), present: () => count };
    });
    await expect(endless).rejects.toThrow(ContendedError);
    expect(count).toBe(8);
    expect(kit.logs.size).toBe(0);
  });

  test("an error of the plan, or of one command, stops all", async () => {
    const kit = new TestKit();
    const reset = { kind: "reset", nowMs: 0 } as const;
    const refused = executePlan(kit.runner, ["a", "b"], () => ({
      commands: new Map<string, typeof create | typeof reset>([
        ["a", create],
        ["b", reset],
      ]),
      present: () => true,
    }));
    await expect(refused).rejects.toThrow("Session not found");
    expect(kit.logs.size).toBe(0);
  });
});
