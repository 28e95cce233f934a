import type {
  RunCommand,
  SessionOptions,
  StoreCommand,
  StoreTurnsCommand,
  UtteranceInput,
} from "@semvec/core";
import type { RequestOrigin, RunInput, StoreInput, StoreTurnsInput } from "./session-inputs.js";
import type { FieldPath, Utterance } from "./utterance-vectors.js";

/** Gets a vector for each utterance, in order; none for a text that is to go by its words. */
export type VectorsOf = (
  utterances: readonly Utterance[],
) => Promise<(ArrayLike<number> | undefined)[]>;

/** What a run needs that its request does not hold. */
export interface RunContext {
  readonly nowMs: number;
  /** Used where the request does not say. */
  readonly topK: number;
  readonly tokenBudget: number;
  /** Parameters of the session that the run opens if there is none; absent: it may open none. */
  readonly create: SessionOptions | undefined;
}

type Attributes = Omit<UtteranceInput, "text" | "vector">;

/** Something said, before it has its vector. */
type Said = Utterance & { readonly attributes: Attributes };

/** The command of a run. */
export async function runCommand(
  input: RunInput,
  vectorsOf: VectorsOf,
  context: RunContext,
): Promise<RunCommand> {
  const { message, queryEmbedding, response, responseEmbedding, create } = { ...input, ...context };
  const body: FieldPath = ["body"];
  const [asked, answered] = await withVectors(vectorsOf, [
    said(message, queryEmbedding, [body, "message", "query_embedding"], attributesOf(input)),
    said(response, responseEmbedding, [body, "response", "response_embedding"], originOf(input)),
  ]);
  return {
    kind: "run",
    nowMs: context.nowMs,
    message: asked as UtteranceInput,
    ...(answered !== undefined && { response: answered }),
    ...(create !== undefined && { create }),
    ...(input.resetContext && { reset: true }),
    shortCircuitThreshold: input.shortCircuitThreshold,
    topK: input.topK ?? context.topK,
    tokenBudget: input.tokenBudget ?? context.tokenBudget,
  };
}

/** The command of a store. */
export async function storeCommand(
  input: StoreInput,
  vectorsOf: VectorsOf,
  nowMs: number,
): Promise<StoreCommand> {
  const { message, messageEmbedding, response, responseEmbedding } = input;
  const { role: _ofMessage, ...shared } = attributesOf(input);
  const body: FieldPath = ["body"];
  const [asked, answered] = await withVectors(vectorsOf, [
    said(message, messageEmbedding, [body, "message", "message_embedding"], attributesOf(input)),
    said(response, responseEmbedding, [body, "response", "response_embedding"], shared),
  ]);
  return {
    kind: "store",
    nowMs,
    response: answered as UtteranceInput,
    ...(asked !== undefined && { message: asked }),
  };
}

/** The command of a bulk store; all its texts are embedded in one call. */
export async function storeTurnsCommand(
  { turns, requestId }: StoreTurnsInput,
  vectorsOf: VectorsOf,
  nowMs: number,
): Promise<StoreTurnsCommand> {
  const parts = turns.flatMap((turn, index) => {
    const place: FieldPath = ["body", "turns", index];
    const attributes = attributesOf({ ...turn, requestId });
    const { role: _ofMessage, ...shared } = attributes;
    return [
      said(
        turn.message,
        turn.messageEmbedding,
        [place, "message", "message_embedding"],
        attributes,
      ),
      said(
        turn.response,
        turn.responseEmbedding,
        [place, "response", "response_embedding"],
        shared,
      ),
    ];
  });
  const utterances = await withVectors(vectorsOf, parts);
  return {
    kind: "store-turns",
    nowMs,
    turns: turns.map((_, index) => {
      const [message, response] = utterances.slice(2 * index, 2 * index + 2);
      return {
        ...(message !== undefined && { message }),
        ...(response !== undefined && { response }),
      };
    }),
  };
}

function said(
  text: string | undefined,
  vector: readonly number[] | undefined,
  [place, textField, vectorField]: readonly [FieldPath, string, string],
  attributes: Attributes,
): Said | undefined {
  if (text === undefined) return undefined;
  return {
    text,
    vector,
    textPath: [...place, textField],
    vectorPath: [...place, vectorField],
    attributes,
  };
}

function originOf({ requestId }: RequestOrigin): Attributes {
  return requestId === undefined ? {} : { requestId };
}

function attributesOf(
  input: RequestOrigin & {
    readonly timestamp?: number;
    readonly role?: Attributes["role"];
    readonly source?: string;
  },
): Attributes {
  const { timestamp, role, source } = input;
  return {
    ...(timestamp !== undefined && { timestampMs: timestamp * 1000 }),
    ...(role !== undefined && { role }),
    ...(source !== undefined && { source }),
    ...originOf(input),
  };
}

/** Each with its vector, if any; places without an utterance stay empty. */
async function withVectors(
  vectorsOf: VectorsOf,
  parts: readonly (Said | undefined)[],
): Promise<(UtteranceInput | undefined)[]> {
  const present = parts.filter((part) => part !== undefined);
  const vectors = await vectorsOf(present);
  const complete = new Map(
    present.map((part, index) => {
      const { text, attributes } = part;
      const vector = vectors[index];
      return [part, { text, ...(vector !== undefined && { vector }), ...attributes }];
    }),
  );
  return parts.map((part) => part && complete.get(part));
}
