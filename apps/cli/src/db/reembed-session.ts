import type { EntityAnswer, EntityCommand, EntityOp, EntityState } from "@semvec/coordination";
import {
  type DroppedVectors,
  type EmbedderTraits,
  hasUnembedded,
  InvalidArgumentError,
  type ReembedAnswer,
  SessionNotFoundError,
  textsToEmbed,
} from "@semvec/core";
import { type Embedder, projectDimension, textDimensionMin } from "@semvec/embedders";
import type { EntityHost } from "@semvec/persistence";

/** The host of everything that a database holds. */
export type DatabaseHost = EntityHost<EntityState, EntityCommand, EntityOp, EntityAnswer>;

/** Texts embedded with one call. */
const batchTexts = 64;

/** Attempts on a session that others write to meanwhile. */
const attemptsMax = 5;

/** What became of a session. */
export type Reembedding =
  | { readonly outcome: "reembedded"; readonly texts: number; readonly dropped: DroppedVectors }
  /** `current`: it is of this embedder. `own`: its client brings its vectors. `ended`: it is gone. */
  | { readonly outcome: "skipped"; readonly reason: "current" | "ended" | "own" };

/** What a session keeps of an embedder. */
export function traitsOf({ id, profile }: Embedder): EmbedderTraits {
  const { recall, drift } = profile;
  return { embedderId: id, recallWeights: recall, cosines: drift ?? "default" };
}

/**
 * Moves one session to another embedder's vectors, while others may write to it.
 *
 * @throws SessionConflictError when isolation goes by vectors of the old one
 * @throws EmbedderError when there are no vectors to be had
 */
export async function reembedSession(
  host: DatabaseHost,
  embedder: Embedder,
  log: { readonly tenant: string; readonly entity: string },
  nowMs: () => number,
): Promise<Reembedding> {
  const { tenant, entity } = log;
  const traits = traitsOf(embedder);
  const vectors = new Map<string, ArrayLike<number>>();
  for (let attempt = 1; ; attempt++) {
    const found = await host.read(tenant, entity, (state) =>
      state === undefined
        ? undefined
        : {
            config: state.session.config,
            texts: textsToEmbed(state.session),
            isWhole: !hasUnembedded(state.session),
          },
    );
    if (found === undefined) return { outcome: "skipped", reason: "ended" };
    const { dimension, embedderId } = found.config;
    if (embedderId === undefined || dimension < textDimensionMin) {
      return { outcome: "skipped", reason: "own" };
    }
    if (embedderId === embedder.id && found.isWhole)
      return { outcome: "skipped", reason: "current" };
    const missing = found.texts.filter((text) => !vectors.has(text));
    await embedInto(vectors, embedder, missing, dimension);
    try {
      const command = { kind: "reembed", nowMs: nowMs(), ...traits, vectors } as const;
      const result = await host.execute(tenant, entity, command);
      if (result.outcome !== "executed") throw new Error("a reembedding has no idempotency key");
      const { embeddedTexts, dropped } = result.answer as ReembedAnswer;
      return { outcome: "reembedded", texts: embeddedTexts, dropped };
    } catch (error) {
      if (error instanceof SessionNotFoundError) return { outcome: "skipped", reason: "ended" };
      // Something was said since its texts were read.
      if (!(error instanceof InvalidArgumentError) || attempt === attemptsMax) throw error;
    }
  }
}

async function embedInto(
  vectors: Map<string, ArrayLike<number>>,
  embedder: Embedder,
  texts: readonly string[],
  dimension: number,
): Promise<void> {
  for (let from = 0; from < texts.length; from += batchTexts) {
    const batch = texts.slice(from, from + batchTexts);
    const embedded = await embedder.embed(batch);
    for (const [at, text] of batch.entries()) {
      vectors.set(text, projectDimension(embedded[at] as Float32Array, dimension));
    }
  }
}
