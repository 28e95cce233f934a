import type { SemvecClient } from "@semvec/client";
import type { ReplayTurn } from "../conversation/to-turns.js";
import type { RecallBounds, Recalled, ReplayTarget } from "./replay-target.js";

/** A session of a running service. */
export class ServiceTarget implements ReplayTarget {
  readonly sessionId: string;
  readonly description: string;
  readonly #client: SemvecClient;

  private constructor(client: SemvecClient, sessionId: string, description: string) {
    this.#client = client;
    this.sessionId = sessionId;
    this.description = description;
  }

  /** Creates the session; one that exists with default parameters is gone on with. */
  static async open(client: SemvecClient, url: string, id?: string): Promise<ServiceTarget> {
    const { sessionId } = await client.createSession({ sessionId: id });
    return new ServiceTarget(client, sessionId, url);
  }

  async store(turns: readonly ReplayTurn[]): Promise<void> {
    const stored = turns.map(({ timestampMs, ...texts }) =>
      timestampMs === undefined ? texts : { ...texts, timestamp: timestampMs / 1000 },
    );
    await this.#client.storeTurns(this.sessionId, stored);
  }

  recall(question: string, { topK, tokenBudget }: RecallBounds): Promise<Recalled> {
    return this.#client.recall(this.sessionId, { query: question, topK, tokenBudget });
  }

  /** The session stays: what was replayed is meant to be used. */
  async close(): Promise<void> {}
}
