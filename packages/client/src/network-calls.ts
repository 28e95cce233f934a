import type { AnswerOf, CallOptions, InputOf } from "./call-types.js";
import type { RouteCaller } from "./route-caller.js";

/** Calls between sessions, and about the users a licence's subject keeps apart. */
export class NetworkCalls {
  readonly #caller: RouteCaller;

  /** @internal */
  constructor(caller: RouteCaller) {
    this.#caller = caller;
  }

  /** Draws one session's state to another's; no memory is handed on. */
  transfer(input: InputOf<"transfer">, options?: CallOptions): Promise<AnswerOf<"transfer">> {
    return this.#caller.call("transfer", { body: input }, options);
  }

  /** Makes a user the active one. */
  switchUser(userId: string, options?: CallOptions): Promise<AnswerOf<"switchUser">> {
    return this.#caller.call("switchUser", { body: { userId } }, options);
  }

  /** The user of the newest switch. */
  activeUser(options?: CallOptions): Promise<AnswerOf<"activeUser">> {
    return this.#caller.call("activeUser", {}, options);
  }

  /** A user's session as its export gives it. */
  serializeUser(userId: string, options?: CallOptions): Promise<AnswerOf<"serializeUser">> {
    return this.#caller.call("serializeUser", { params: { userId } }, options);
  }

  /** Deletes a user's session, and every session whose metadata name the user. */
  forgetUser(userId: string, options?: CallOptions): Promise<AnswerOf<"forgetUser">> {
    return this.#caller.call("forgetUser", { params: { userId } }, options);
  }

  /** Puts a direction to the vote of the proposer's cluster. */
  proposeConsensus(
    proposal: InputOf<"proposeConsensus">,
    options?: CallOptions,
  ): Promise<AnswerOf<"proposeConsensus">> {
    return this.#caller.call("proposeConsensus", { body: proposal }, options);
  }

  /** How far each session that voted is trusted. */
  trust(options?: CallOptions): Promise<AnswerOf<"consensusTrust">> {
    return this.#caller.call("consensusTrust", {}, options);
  }
}
