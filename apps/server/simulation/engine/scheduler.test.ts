import { describe, expect, test } from "@jest/globals";
import { Scheduler } from "./scheduler.js";
import { SeededRandom } from "./seeded-random.js";
import { SimProcess } from "./sim-process.js";
import { Trace } from "./trace.js";

const setUp = () => new Scheduler(new SeededRandom(1), new Trace({ keepLines: false }));

describe("Scheduler", () => {
  test("lets events happen by their time, and promises come to rest in between", async () => {
    const scheduler = setUp();
    const seen: string[] = [];
    const chain = async (name: string) => {
      for (let link = 0; link < 3; link++) {
        await Promise.resolve();
        seen.push(`${name}${link}`);
      }
    };
    scheduler.after(20, { label: "b" }, () => void chain("b"));
    scheduler.after(10, { label: "a" }, () => void chain("a"));
    await scheduler.run(() => false, 100);
    expect(seen).toEqual(["a0", "a1", "a2", "b0", "b1", "b2"]);
    expect(scheduler.nowMs).toBe(20);
  });

  test("keeps what a process waits for until it runs again, and drops it when it dies", async () => {
    const scheduler = setUp();
    const paused = new SimProcess("paused");
    const dead = new SimProcess("dead");
    paused.pausedUntilMs = 500;
    const seen: [string, number][] = [];
    for (const process of [paused, dead]) {
      const note = () => seen.push([process.name, scheduler.nowMs]);
      scheduler.after(5, { label: "late", process }, note);
    }
    dead.kill();
    await scheduler.run(() => false, 100);
    expect(seen).toEqual([["paused", 500]]);
  });

  test("stops at the most events it may take, and says that it is not done", async () => {
    const scheduler = setUp();
    const again = () => {
      scheduler.after(1, { label: "again" }, again);
    };
    again();
    expect(await scheduler.run(() => false, 50)).toBe(false);
    expect(scheduler.steps).toBe(50);
  });
});
