import { EmbedderResponseError } from "../errors.js";

/** How a kind of server is asked for vectors. */
export interface EmbeddingProtocol {
  /** Prefix of the embedder's id. */
  readonly name: string;
  /** The URL to post to, from the base that the operator configured. */
  endpoint(base: URL): URL;
  /** The request's body. */
  requestBody(model: string, texts: readonly string[]): unknown;
  /**
   * The vectors of an answer, in the order of the texts; their numbers are checked by the caller.
   *
   * @throws {@link EmbedderResponseError} if the answer has another shape.
   */
  readVectors(answer: unknown, count: number): readonly unknown[];
}

/**
 * OpenAI's `POST /v1/embeddings`, which many servers offer. A base with a path is taken to end
 * before `/embeddings`, as in `https://api.openai.com/v1`; one without gets `/v1/embeddings`.
 *
 * https://platform.openai.com/docs/api-reference/embeddings
 */
export const openAiProtocol: EmbeddingProtocol = {
  name: "http",
  endpoint: (base) => appendPath(base, "/v1", "/embeddings"),
  requestBody: (model, texts) => ({ model, input: texts, encoding_format: "float" }),
  readVectors(answer, count) {
    const items = expectArray(property(answer, "data"), count);
    const vectors: unknown[] = new Array(count).fill(undefined);
    items.forEach((item, position) => {
      const index = property(item, "index") ?? position;
      if (typeof index !== "number" || !(index in vectors) || vectors[index] !== undefined) {
        throw new EmbedderResponseError("the embedder's answer numbers its vectors wrongly");
      }
      vectors[index] = property(item, "embedding");
    });
    return vectors;
  },
};

/**
 * Ollama's `POST /api/embed`.
 *
 * https://github.com/ollama/ollama/blob/main/docs/api.md
 */
export const ollamaProtocol: EmbeddingProtocol = {
  name: "ollama",
  endpoint: (base) => appendPath(base, "/api", "/embed"),
  requestBody: (model, texts) => ({ model, input: texts }),
  readVectors: (answer, count) => expectArray(property(answer, "embeddings"), count),
};

function appendPath(base: URL, defaultPrefix: string, suffix: string): URL {
  const url = new URL(base);
  const path = url.pathname.replace(/\/+$/, "") || defaultPrefix;
  url.pathname = path.endsWith(suffix) ? path : `${path}${suffix}`;
  return url;
}

function property(value: unknown, name: string): unknown {
  const isRecord = typeof value === "object" && value !== null && Object.hasOwn(value, name);
  return isRecord ? (value as Record<string, unknown>)[name] : undefined;
}

function expectArray(value: unknown, count: number): readonly unknown[] {
  if (!Array.isArray(value) || value.length !== count) {
    throw new EmbedderResponseError(`the embedder's answer does not hold ${count} vectors`);
  }
  return value;
}
