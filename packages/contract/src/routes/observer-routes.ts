import * as z from "zod";
import { Anomaly, ClearAnomaliesResponse, ListAnomaliesResponse } from "../messages/anomaly.js";
import {
  CreateObserverRequest,
  CreateObserverResponse,
  ObserverSummaryResponse,
  RegisterRegionRequest,
  RegisterRegionResponse,
  SampleObserverResponse,
  UnregisterRegionResponse,
} from "../messages/observer.js";
import { StreamEnd } from "../messages/stream-end.js";
import { Id } from "../schemas/id.js";
import { PageParameters } from "./page-parameters.js";
import type { Route } from "./route.js";

/** What 404 means on every route of the observer but its creation. */
const observerNotFound = "Observer not found";

/** What the routes of this file share. */
const observer = { tag: "Observer", auth: "license", status: 200 } as const;

/** Routes of the one observer of a licence subject, which samples regions for what stands out. */
export const observerRoutes = {
  createObserver: {
    ...observer,
    method: "post",
    path: "/v1/observer/",
    summary: "Create the observer",
    description:
      "Makes the licence subject's observer. Again: the same one, with the regions added and the " +
      "interval replaced where they are given.",
    scope: "write",
    body: CreateObserverRequest,
    status: 201,
    response: CreateObserverResponse,
    errors: {
      404: "Region not found; none was registered",
      409: "there would be too many regions",
    },
  },
  observerSummary: {
    ...observer,
    method: "get",
    path: "/v1/observer/summary",
    summary: "What the observer saw",
    description: "What is observed, with the newest anomalies.",
    scope: "read",
    response: ObserverSummaryResponse,
    errors: { 404: observerNotFound },
  },
  sampleObserver: {
    ...observer,
    method: "post",
    path: "/v1/observer/sample",
    summary: "Take a sample now",
    description: "Looks at every cluster of the registered regions, besides the samples by time.",
    scope: "write",
    response: SampleObserverResponse,
    errors: { 404: observerNotFound },
  },
  listAnomalies: {
    ...observer,
    method: "get",
    path: "/v1/observer/anomalies",
    summary: "Anomalies",
    description: "What stood out, newest first, page by page.",
    scope: "read",
    query: PageParameters,
    response: ListAnomaliesResponse,
    paged: true,
    errors: { 404: observerNotFound },
  },
  clearAnomalies: {
    ...observer,
    method: "delete",
    path: "/v1/observer/anomalies",
    summary: "Clear the anomalies",
    description: "Forgets what stood out. What still does is reported again.",
    scope: "control",
    response: ClearAnomaliesResponse,
    errors: { 404: observerNotFound },
  },
  streamAnomalies: {
    ...observer,
    method: "get",
    path: "/v1/observer/anomalies/stream",
    summary: "Follow the anomalies",
    description: "Events named `anomaly`, as they are found; the last is named `bye`.",
    scope: "read",
    response: z.union([Anomaly, StreamEnd]),
    contentType: "text/event-stream",
    streamed: true,
    errors: { 404: observerNotFound },
  },
  registerRegion: {
    ...observer,
    method: "post",
    path: "/v1/observer/regions",
    summary: "Register a region",
    description: "Observes a region from now on. The same again changes nothing.",
    scope: "control",
    body: RegisterRegionRequest,
    response: RegisterRegionResponse,
    errors: {
      404: "Observer not found, or Region not found",
      409: "the observer holds as many regions as it may",
    },
  },
  unregisterRegion: {
    ...observer,
    method: "delete",
    path: "/v1/observer/regions/{region_id}",
    summary: "Unregister a region",
    description: "Observes a region no longer.",
    scope: "control",
    params: z.object({ region_id: Id }),
    response: UnregisterRegionResponse,
    errors: { 404: "Observer not found, or Region not found" },
  },
} as const satisfies Record<string, Route>;
