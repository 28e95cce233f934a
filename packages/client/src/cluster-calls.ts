import type { AnswerOf, CallOptions, InputOf, PageOptions } from "./call-types.js";
import type { RouteCaller, RowOf } from "./route-caller.js";

/** Calls about clusters: sessions that share a direction. */
export class ClusterCalls {
  readonly #caller: RouteCaller;

  /** @internal */
  constructor(caller: RouteCaller) {
    this.#caller = caller;
  }

  /** Creates a cluster; with the same id and parameters again it changes nothing. */
  create(
    settings: InputOf<"createCluster">,
    options?: CallOptions,
  ): Promise<AnswerOf<"createCluster">> {
    return this.#caller.call("createCluster", { body: settings }, options);
  }

  /** The clusters of the licence's subject, oldest first, fetched page by page. */
  list(options?: PageOptions): AsyncGenerator<RowOf<"listClusters">, void, undefined> {
    return this.#caller.rows("listClusters", {}, options);
  }

  /** What a cluster is, with the direction it and its members have in common. */
  get(clusterId: string, options?: CallOptions): Promise<AnswerOf<"getCluster">> {
    return this.#caller.call("getCluster", { params: { clusterId } }, options);
  }

  /** Deletes a cluster with its own session; its members stay. */
  delete(clusterId: string, options?: CallOptions): Promise<AnswerOf<"deleteCluster">> {
    return this.#caller.call("deleteCluster", { params: { clusterId } }, options);
  }

  /** Stores a question and its answer in the cluster's own session. */
  store(
    clusterId: string,
    turn: InputOf<"storeCluster">,
    options?: CallOptions,
  ): Promise<AnswerOf<"storeCluster">> {
    return this.#caller.call("storeCluster", { params: { clusterId }, body: turn }, options);
  }

  /** Runs a turn with the cluster's own session. */
  run(
    clusterId: string,
    turn: InputOf<"runCluster">,
    options?: CallOptions,
  ): Promise<AnswerOf<"runCluster">> {
    return this.#caller.call("runCluster", { params: { clusterId }, body: turn }, options);
  }

  /** Draws each member's state to the common direction, by the coupling factor. */
  feedback(clusterId: string, options?: CallOptions): Promise<AnswerOf<"feedback">> {
    return this.#caller.call("feedback", { params: { clusterId } }, options);
  }

  /** Makes a session a member. */
  addMember(
    clusterId: string,
    sessionId: string,
    options?: CallOptions,
  ): Promise<AnswerOf<"addMember">> {
    const parts = { params: { clusterId }, body: { sessionId } };
    return this.#caller.call("addMember", parts, options);
  }

  /** Ends a membership. */
  removeMember(
    clusterId: string,
    sessionId: string,
    options?: CallOptions,
  ): Promise<AnswerOf<"removeMember">> {
    return this.#caller.call("removeMember", { params: { clusterId, sessionId } }, options);
  }
}
