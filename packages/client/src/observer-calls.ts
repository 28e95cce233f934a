import type {
  AnswerOf,
  CallOptions,
  InputOf,
  PageOptions,
  Streamed,
  StreamOptions,
} from "./call-types.js";
import type { EventOf, RouteCaller, RowOf } from "./route-caller.js";

/** Calls about the one observer of a licence's subject. */
export class ObserverCalls {
  readonly #caller: RouteCaller;

  /** @internal */
  constructor(caller: RouteCaller) {
    this.#caller = caller;
  }

  /** Creates the observer, or adds regions to the one there is. */
  create(
    settings: InputOf<"createObserver"> = {},
    options?: CallOptions,
  ): Promise<AnswerOf<"createObserver">> {
    return this.#caller.call("createObserver", { body: settings }, options);
  }

  /** What is observed, with the newest anomalies. */
  summary(options?: CallOptions): Promise<AnswerOf<"observerSummary">> {
    return this.#caller.call("observerSummary", {}, options);
  }

  /** Takes a sample now. */
  sample(options?: CallOptions): Promise<AnswerOf<"sampleObserver">> {
    return this.#caller.call("sampleObserver", {}, options);
  }

  /** What stood out, newest first, fetched page by page. */
  anomalies(options?: PageOptions): AsyncGenerator<RowOf<"listAnomalies">, void, undefined> {
    return this.#caller.rows("listAnomalies", {}, options);
  }

  /** Forgets what stood out. */
  clearAnomalies(options?: CallOptions): Promise<AnswerOf<"clearAnomalies">> {
    return this.#caller.call("clearAnomalies", {}, options);
  }

  /**
   * Anomalies as they are found, until the service ends the stream. A stream that breaks off throws
   * {@link SemvecNetworkError}.
   */
  followAnomalies(
    options?: StreamOptions,
  ): AsyncGenerator<Streamed<EventOf<"streamAnomalies">>, void, undefined> {
    return this.#caller.events("streamAnomalies", {}, options);
  }

  /** Observes a region from now on. */
  registerRegion(regionId: string, options?: CallOptions): Promise<AnswerOf<"registerRegion">> {
    return this.#caller.call("registerRegion", { body: { regionId } }, options);
  }

  /** Observes a region no longer. */
  unregisterRegion(regionId: string, options?: CallOptions): Promise<AnswerOf<"unregisterRegion">> {
    return this.#caller.call("unregisterRegion", { params: { regionId } }, options);
  }
}
