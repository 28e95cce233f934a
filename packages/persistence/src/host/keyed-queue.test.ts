import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { OverloadedError } from "../errors.js";
import { KeyedQueue } from "./keyed-queue.js";

const limits = { waitingPerEntityMax: 1_000, waitingPerHostMax: 1_000 };

test("sets of keys exclude each other, keep their order, and never deadlock", async () => {
  const keys = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d"), { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.array(keys, { maxLength: 20 }), async (scheduler, sets) => {
      const queue = new KeyedQueue(limits);
      const held = new Set<string>();
      const singles: number[] = [];
      const tasks = sets.map((set, index) =>
        queue.run(set, async () => {
          for (const key of set) {
            expect(held.has(key)).toBe(false);
            held.add(key);
          }
          await scheduler.schedule(Promise.resolve());
          for (const key of set) held.delete(key);
          if (set.length === 1 && set[0] === "a") singles.push(index);
        }),
      );
      await scheduler.waitFor(Promise.all(tasks));
      await queue.idle();
      expect(singles).toEqual([...singles].sort((a, b) => a - b));
      expect(queue.waiting).toBe(0);
    }),
    { numRuns: 100 },
  );
});

test("an error frees the keys", async () => {
  const queue = new KeyedQueue(limits);
  const failing = queue.run(["a", "b"], async () => {
    throw new Error("task");
  });
  await expect(failing).rejects.toThrow("task");
  expect(await queue.run(["b", "a"], async () => 1)).toBe(1);
});

test("a set refused at its second key gives back its first", async () => {
  const queue = new KeyedQueue({ waitingPerEntityMax: 0, waitingPerHostMax: 10 });
  let finish = () => {};
  const blocking = queue.run(["b"], () => new Promise<void>((resolve) => (finish = resolve)));
  await expect(queue.run(["a", "b"], async () => {})).rejects.toThrow(OverloadedError);
  expect(await queue.run(["a"], async () => "free")).toBe("free");
  finish();
  await blocking;
  await queue.idle();
});
