import type {
  AnswerOf,
  CallOptions,
  InputOf,
  PageOptions,
  Streamed,
  StreamOptions,
} from "./call-types.js";
import type { EventOf, RouteCaller, RowOf } from "./route-caller.js";

/** Calls about regions: clusters that are realigned when enough of them drift. */
export class RegionCalls {
  readonly #caller: RouteCaller;

  /** @internal */
  constructor(caller: RouteCaller) {
    this.#caller = caller;
  }

  /** Creates a region; with the same id and parameters again it changes nothing. */
  create(
    settings: InputOf<"createRegion">,
    options?: CallOptions,
  ): Promise<AnswerOf<"createRegion">> {
    return this.#caller.call("createRegion", { body: settings }, options);
  }

  /** The regions of the licence's subject, oldest first, fetched page by page. */
  list(options?: PageOptions): AsyncGenerator<RowOf<"listRegions">, void, undefined> {
    return this.#caller.rows("listRegions", {}, options);
  }

  /** What a region is, with its newest drift events. */
  get(regionId: string, options?: CallOptions): Promise<AnswerOf<"getRegion">> {
    return this.#caller.call("getRegion", { params: { regionId } }, options);
  }

  /** Deletes a region with its own session; its clusters stay. */
  delete(regionId: string, options?: CallOptions): Promise<AnswerOf<"deleteRegion">> {
    return this.#caller.call("deleteRegion", { params: { regionId } }, options);
  }

  /** Attaches a cluster: from now on its drift counts. */
  attach(
    regionId: string,
    clusterId: string,
    options?: CallOptions,
  ): Promise<AnswerOf<"attachCluster">> {
    const parts = { params: { regionId }, body: { clusterId } };
    return this.#caller.call("attachCluster", parts, options);
  }

  /** Detaches a cluster. */
  detach(
    regionId: string,
    clusterId: string,
    options?: CallOptions,
  ): Promise<AnswerOf<"detachCluster">> {
    return this.#caller.call("detachCluster", { params: { regionId, clusterId } }, options);
  }

  /** The drift events of a region, newest first, fetched page by page. */
  driftEvents(
    regionId: string,
    options?: PageOptions,
  ): AsyncGenerator<RowOf<"listDriftEvents">, void, undefined> {
    return this.#caller.rows("listDriftEvents", { params: { regionId } }, options);
  }

  /**
   * The drift events of a region as they happen, until the service ends the stream. A stream that
   * breaks off throws {@link SemvecNetworkError}.
   *
   * @example
   * ```ts
   * for await (const { event } of client.regions.followDriftEvents("eu")) console.log(event);
   * ```
   */
  followDriftEvents(
    regionId: string,
    options?: StreamOptions,
  ): AsyncGenerator<Streamed<EventOf<"streamDriftEvents">>, void, undefined> {
    return this.#caller.events("streamDriftEvents", { params: { regionId } }, options);
  }
}
