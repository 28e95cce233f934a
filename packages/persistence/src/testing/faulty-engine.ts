import { IndeterminateError } from "../engine/indeterminate-error.js";
import type { StorageEngine } from "../engine/storage-engine.js";

/**
 * What happens to one call. `before`: it fails and nothing is written. `after`: it is carried out
 * and the answer is lost. `unknown`: it fails, nothing is written, and nobody says so.
 */
export type Fault = "before" | "after" | "unknown";

/** The calls that {@link withFaults} can hit. */
export type FaultyMethod = Exclude<keyof StorageEngine, "close" | "exclusive">;

export class InjectedFault extends Error {}

/** An engine that fails as told: `decide` sees every call, and its number from 1. */
export function withFaults(
  engine: StorageEngine,
  decide: (method: FaultyMethod, call: number) => Fault | undefined | Promise<Fault | undefined>,
): StorageEngine {
  let calls = 0;
  return new Proxy(engine, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target);
      if (typeof value !== "function") return value;
      if (property === "close") return value.bind(target);
      return async (...args: unknown[]) => {
        calls += 1;
        const fault = await decide(property as FaultyMethod, calls);
        if (fault === "before") throw new InjectedFault(`${String(property)} ${calls}`);
        if (fault === "unknown") throw new IndeterminateError("injected, not made");
        const result: unknown = await value.apply(target, args);
        if (fault === "after") throw new IndeterminateError("injected, made");
        return result;
      };
    },
  });
}
