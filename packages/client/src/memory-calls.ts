import type { FromWire, RequestOf } from "@semvec/contract";
import type { AnswerOf, CallOptions, InputOf, Loosened, PageOptions } from "./call-types.js";
import type { RouteCaller } from "./route-caller.js";

/** Which memories to list, and how. */
export type MemoryListing = Loosened<
  Omit<FromWire<RequestOf<"listMemories">["query"]>, "cursor" | "limit">
>;

/** The memories of sessions, one by one. */
export class MemoryCalls {
  readonly #caller: RouteCaller;

  /** @internal */
  constructor(caller: RouteCaller) {
    this.#caller = caller;
  }

  /**
   * All memories of a session, oldest first, fetched page by page.
   *
   * @example
   * ```ts
   * for await (const { memoryHash, text } of client.memories.list("chat-1")) console.log(text);
   * ```
   */
  async *list(
    sessionId: string,
    listing: MemoryListing = {},
    options?: PageOptions,
  ): AsyncGenerator<AnswerOf<"listMemories">["memories"][number], void, undefined> {
    const parts = { params: { sessionId }, query: listing };
    for await (const page of this.#caller.pages("listMemories", parts, options)) {
      yield* page.memories;
    }
  }

  /** Puts a memory in by hand; the state does not move. */
  inject(
    sessionId: string,
    memory: InputOf<"injectMemory">,
    options?: CallOptions,
  ): Promise<AnswerOf<"injectMemory">> {
    return this.#caller.call("injectMemory", { params: { sessionId }, body: memory }, options);
  }

  /** Corrects a memory where it stands; what is absent stays. */
  correct(
    sessionId: string,
    memoryHash: string,
    correction: InputOf<"correctMemory">,
    options?: CallOptions,
  ): Promise<AnswerOf<"correctMemory">> {
    const params = { sessionId, memoryHash };
    return this.#caller.call("correctMemory", { params, body: correction }, options);
  }

  /** Forgets a memory. */
  forget(
    sessionId: string,
    memoryHash: string,
    options?: CallOptions,
  ): Promise<AnswerOf<"forgetMemory">> {
    return this.#caller.call("forgetMemory", { params: { sessionId, memoryHash } }, options);
  }

  /** Takes out what fits all criteria, as if it had never been said. */
  purge(
    sessionId: string,
    criteria: InputOf<"purgeSession">,
    options?: CallOptions,
  ): Promise<AnswerOf<"purgeSession">> {
    return this.#caller.call("purgeSession", { params: { sessionId }, body: criteria }, options);
  }
}
