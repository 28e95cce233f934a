import { storedFactsMax, valueError } from "@semvec/contract";
import {
  type ExtractedFact,
  extractFacts,
  type LiteralAnswer,
  type LiteralInput,
  type LiteralKind,
  type LiteralSearch,
} from "@semvec/core";
import { RequestValidationError } from "../errors/errors.js";
import { factLiteral } from "./fact-literal.js";
import type { SessionAccess } from "./session-access.js";
import type { EntityInput, EntitySearchInput, ExtractInput } from "./session-inputs.js";

/** What an extraction found, and how many literals it made. */
export interface ExtractAnswer {
  readonly facts: readonly ExtractedFact[];
  readonly stored: number;
}

/** What sessions keep word for word. Errors as for `SessionService`. */
export class LiteralService {
  readonly #access: SessionAccess;
  readonly #nowMs: () => number;

  /** @param nowMs - Unix milliseconds */
  constructor(access: SessionAccess, nowMs: () => number) {
    this.#access = access;
    this.#nowMs = nowMs;
  }

  /**
   * Writes a literal; one under the same key is replaced.
   *
   * @throws UnknownLiteralKindError, LiteralCacheFullError
   */
  async put(tenant: string, sessionId: string, input: EntityInput): Promise<LiteralAnswer> {
    await this.#access.config(tenant, sessionId);
    // The session is the judge of kinds: the contract lets any name through.
    const literal = { ...input, kind: input.kind as LiteralKind };
    const nowMs = this.#nowMs();
    return this.#access.execute(tenant, sessionId, { kind: "put-literal", nowMs, literal });
  }

  /** The literals that share words with a query, or all. */
  search(tenant: string, sessionId: string, input: EntitySearchInput): Promise<LiteralSearch> {
    const { q, maxResults } = input;
    return this.#access.read(tenant, sessionId, ({ literals }) => literals.search(q, maxResults));
  }

  /** Removes a literal. @throws LiteralNotFoundError */
  async remove(tenant: string, sessionId: string, key: string): Promise<LiteralAnswer> {
    await this.#access.config(tenant, sessionId);
    const nowMs = this.#nowMs();
    return this.#access.execute(tenant, sessionId, { kind: "remove-literal", nowMs, key });
  }

  /**
   * Finds exact facts, and keeps those that are new when asked to, all or none; what is held may
   * have been edited since.
   *
   * @throws LiteralCacheFullError
   */
  async extract(tenant: string, sessionId: string, input: ExtractInput): Promise<ExtractAnswer> {
    await this.#access.config(tenant, sessionId);
    const facts = extractFacts(input.text);
    if (!input.store) return { facts, stored: 0 };
    const literals = facts.map(factLiteral);
    await this.#checkCount(tenant, sessionId, literals);
    const nowMs = this.#nowMs();
    const { stored } = await this.#access.execute(tenant, sessionId, {
      kind: "add-literals",
      nowMs,
      literals,
    });
    return { facts, stored };
  }

  /** @throws RequestValidationError when more of them are new than one op adds */
  async #checkCount(
    tenant: string,
    sessionId: string,
    literals: readonly LiteralInput[],
  ): Promise<void> {
    const keys = new Set(literals.map(({ key }) => key));
    const count = await this.#access.read(
      tenant,
      sessionId,
      (state) => [...keys].filter((key) => !state.literals.has(key)).length,
    );
    if (count <= storedFactsMax) return;
    const problem = `holds ${count} new facts: store at most ${storedFactsMax} at once`;
    throw new RequestValidationError([valueError(["body", "text"], problem)]);
  }
}
