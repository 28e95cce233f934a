import type { FromWire, ParsedRequestOf, ResponseOf, RouteId } from "@semvec/contract";
import type { RunAnswer } from "@semvec/core";
import type { DirectoryPlace, OpPlace } from "../http/cursor-codec.js";
import type { EventSource } from "../http/event-source.js";
import type { RequestOrigin } from "../sessions/session-inputs.js";

/** What a route answers, in camelCase. */
type AnswerOf<Id extends RouteId> = FromWire<ResponseOf<Id>>;

/** The body of a route's request, checked, in camelCase. */
type BodyOf<Id extends RouteId> =
  ParsedRequestOf<Id> extends { readonly body: infer Body } ? FromWire<Body> : never;

/** What was created, or was there already, as asked for. */
export interface Created<Answer> {
  readonly created: boolean;
  readonly answer: Answer;
}

/** A row of a list, with its place in it. */
export interface Placed<Row, Place> {
  readonly row: Row;
  readonly place: Place;
}

/** One page of a list: the rows after a place. */
export interface PageOf<Place> {
  readonly limit: number;
  readonly after?: Place;
}

/** A cluster's summary, placed by its creation. */
export type ClusterRow = Placed<AnswerOf<"listClusters">[number], DirectoryPlace>;
/** A region's summary, placed by its creation. */
export type RegionRow = Placed<AnswerOf<"listRegions">[number], DirectoryPlace>;
/** A drift event, placed by the op of its region that wrote it. */
export type DriftEventRow = Placed<AnswerOf<"listDriftEvents">[number], OpPlace>;
/** An anomaly, placed by the op of its observer that wrote it. */
export type AnomalyRow = Placed<AnswerOf<"listAnomalies">[number], OpPlace>;

/**
 * Clusters of all tenants. Every method throws for a cluster that the tenant does not have, and for
 * what the routes' `errors` name.
 */
export interface ClusterService {
  /** An `aggregationMode` that is none of the contract's `aggregationModes` is answered 400. */
  createCluster(
    tenant: string,
    settings: BodyOf<"createCluster">,
  ): Promise<Created<AnswerOf<"createCluster">>>;
  /** Oldest first; all of them without a page. A page is full unless it is the last. */
  listClusters(tenant: string, page?: PageOf<DirectoryPlace>): Promise<readonly ClusterRow[]>;
  getCluster(tenant: string, clusterId: string): Promise<AnswerOf<"getCluster">>;
  /** With its own session; its members stay. */
  deleteCluster(tenant: string, clusterId: string): Promise<void>;
  /** The memories that the cluster holds afterwards. */
  storeCluster(
    tenant: string,
    clusterId: string,
    turn: BodyOf<"storeCluster"> & RequestOrigin,
  ): Promise<{ readonly totalMemories: number }>;
  runCluster(
    tenant: string,
    clusterId: string,
    turn: BodyOf<"runCluster"> & RequestOrigin,
  ): Promise<RunAnswer>;
  feedback(tenant: string, clusterId: string): Promise<{ readonly sessionsUpdated: number }>;
  /** Whether it was none before. */
  addMember(
    tenant: string,
    clusterId: string,
    sessionId: string,
  ): Promise<{ readonly added: boolean }>;
  removeMember(tenant: string, clusterId: string, sessionId: string): Promise<void>;
}

/** Regions of all tenants. */
export interface RegionService {
  createRegion(
    tenant: string,
    settings: BodyOf<"createRegion">,
  ): Promise<Created<AnswerOf<"createRegion">>>;
  /** Oldest first; all of them without a page. A page is full unless it is the last. */
  listRegions(tenant: string, page?: PageOf<DirectoryPlace>): Promise<readonly RegionRow[]>;
  getRegion(tenant: string, regionId: string): Promise<AnswerOf<"getRegion">>;
  /** With its meta session; its clusters stay. */
  deleteRegion(tenant: string, regionId: string): Promise<void>;
  /** Whether it was not attached before. */
  attachCluster(
    tenant: string,
    regionId: string,
    clusterId: string,
  ): Promise<{ readonly added: boolean }>;
  detachCluster(tenant: string, regionId: string, clusterId: string): Promise<void>;
  /** Newest first: the rows before a place in time are those after it in the list. */
  listDriftEvents(
    tenant: string,
    regionId: string,
    page: PageOf<OpPlace>,
  ): Promise<readonly DriftEventRow[]>;
  /** Events named `drift`, from the region's log. */
  driftEventSource(
    tenant: string,
    regionId: string,
  ): Promise<EventSource<ResponseOf<"streamDriftEvents">>>;
}

/** The observer of each tenant. */
export interface ObserverService {
  createObserver(
    tenant: string,
    settings: BodyOf<"createObserver">,
  ): Promise<AnswerOf<"createObserver">>;
  observerSummary(tenant: string): Promise<AnswerOf<"observerSummary">>;
  sampleObserver(tenant: string): Promise<AnswerOf<"sampleObserver">>;
  /** Newest first. */
  listAnomalies(tenant: string, page: PageOf<OpPlace>): Promise<readonly AnomalyRow[]>;
  /** How many there were. */
  clearAnomalies(tenant: string): Promise<{ readonly cleared: number }>;
  /** Events named `anomaly`, from the observer's log. */
  anomalySource(tenant: string): Promise<EventSource<ResponseOf<"streamAnomalies">>>;
  registerRegion(tenant: string, regionId: string): Promise<void>;
  unregisterRegion(tenant: string, regionId: string): Promise<void>;
}

/** What happens between the sessions of a tenant, and its users. */
export interface NetworkService {
  /** Length of the change of the target's state. */
  transfer(tenant: string, input: BodyOf<"transfer">): Promise<{ readonly deltaNorm: number }>;
  switchUser(tenant: string, userId: string): Promise<AnswerOf<"switchUser">>;
  activeUser(tenant: string): Promise<AnswerOf<"activeUser">>;
  /** The `state_dict` of the user's session. */
  serializeUser(tenant: string, userId: string): Promise<AnswerOf<"serializeUser">["state"]>;
  /** How many sessions are gone: the user's own, and those whose metadata name the user. */
  forgetUser(tenant: string, userId: string): Promise<{ readonly sessionsDeleted: number }>;
  proposeConsensus(
    tenant: string,
    proposal: BodyOf<"proposeConsensus">,
  ): Promise<AnswerOf<"proposeConsensus">>;
  consensusTrust(tenant: string): Promise<AnswerOf<"consensusTrust">>;
}
