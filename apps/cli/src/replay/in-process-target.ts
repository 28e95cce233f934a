import { randomUUID } from "node:crypto";
import { defaultDimension, Session } from "@semvec/core";
import {
  type Embedder,
  openEmbedder,
  projectDimension,
  projectedEmbedderId,
} from "@semvec/embedders";
import type { ReplayTurn } from "../conversation/to-turns.js";
import type { RecallBounds, Recalled, ReplayTarget } from "./replay-target.js";

/** A session in this process with the bundled embedder: no server, no database, no network. */
export class InProcessTarget implements ReplayTarget {
  readonly description: string;
  readonly #session: Session;
  readonly #embedder: Embedder;

  private constructor(session: Session, embedder: Embedder) {
    this.description = `in-process, ${embedder.id}`;
    this.#session = session;
    this.#embedder = embedder;
  }

  /** @throws EmbedderError when the bundled model cannot be loaded */
  static async open(sessionId: string = randomUUID()): Promise<InProcessTarget> {
    const embedder = await openEmbedder({ kind: "use-lite" });
    const session = Session.create(
      sessionId,
      {
        dimension: defaultDimension,
        embedderId: projectedEmbedderId(embedder.id, defaultDimension),
        recallWeights: embedder.profile.recall,
        cosines: embedder.profile.drift ?? "default",
      },
      { nowMs: Date.now() },
    );
    return new InProcessTarget(session, embedder);
  }

  get sessionId(): string {
    return this.#session.id;
  }

  async store(turns: readonly ReplayTurn[]): Promise<void> {
    const texts = turns.flatMap(({ message, response }) => [message, response]);
    const vectors = await this.#embed(texts.filter((text) => text !== undefined));
    const withVector = (text: string | undefined, timestampMs: number | undefined) => {
      const vector = text === undefined ? undefined : vectors.shift();
      if (text === undefined || vector === undefined) return undefined;
      return { text, vector, ...(timestampMs !== undefined && { timestampMs }) };
    };
    const inputs = turns.map((turn) => {
      const message = withVector(turn.message, turn.timestampMs);
      const response = withVector(turn.response, turn.timestampMs);
      return { ...(message && { message }), ...(response && { response }) };
    });
    this.#session.storeTurns(inputs, { nowMs: Date.now() });
  }

  async recall(question: string, { topK, tokenBudget }: RecallBounds): Promise<Recalled> {
    const [vector] = await this.#embed([question]);
    return this.#session.recall({
      text: question,
      ...(vector !== undefined && { vector }),
      ...(topK !== undefined && { topK }),
      ...(tokenBudget !== undefined && { tokenBudget }),
      nowMs: Date.now(),
    });
  }

  close(): Promise<void> {
    return this.#embedder.close();
  }

  async #embed(texts: readonly string[]): Promise<Float32Array[]> {
    const vectors = await this.#embedder.embed(texts);
    return vectors.map((vector) => projectDimension(vector, defaultDimension));
  }
}
