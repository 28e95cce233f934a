import type { Drain } from "../http/drain.js";

/** How long a check's result is believed, in milliseconds. */
export const readinessTtlMs = 1_000;

/** Result of one check. */
export type CheckResult = "ok" | "failed";

/** Whether the worker should get traffic, and why not. */
export interface ReadinessReport {
  readonly status: "ready" | "not_ready";
  readonly checks: Readonly<Record<"database" | "embedder" | "draining", CheckResult>>;
}

/** What readiness looks at. A check fails by rejecting. */
export interface ReadinessParts {
  readonly drain: Drain;
  readonly probeDatabase: () => Promise<void>;
  readonly probeEmbedder: () => Promise<void>;
  /** Monotonic milliseconds. */
  readonly nowMs: () => number;
}

/**
 * Answers the readiness probe. Its checks run at most once a second, however often it is asked; a
 * drain shows at once.
 */
export class Readiness {
  readonly #parts: ReadinessParts;
  #checks: Promise<{ database: CheckResult; embedder: CheckResult }> | undefined;
  #checkedAtMs = 0;

  constructor(parts: ReadinessParts) {
    this.#parts = parts;
  }

  async report(): Promise<ReadinessReport> {
    const nowMs = this.#parts.nowMs();
    if (this.#checks === undefined || nowMs - this.#checkedAtMs >= readinessTtlMs) {
      this.#checks = this.#check();
      this.#checkedAtMs = nowMs;
    }
    const { database, embedder } = await this.#checks;
    const draining = this.#parts.drain.failsReadiness ? "failed" : "ok";
    const isReady = [database, embedder, draining].every((result) => result === "ok");
    return {
      status: isReady ? "ready" : "not_ready",
      checks: { database, embedder, draining },
    };
  }

  async #check(): Promise<{ database: CheckResult; embedder: CheckResult }> {
    const [database, embedder] = await Promise.all([
      outcome(this.#parts.probeDatabase()),
      outcome(this.#parts.probeEmbedder()),
    ]);
    return { database, embedder };
  }
}

function outcome(check: Promise<void>): Promise<CheckResult> {
  return check.then(
    () => "ok",
    () => "failed",
  );
}
