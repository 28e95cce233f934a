import * as z from "zod";
import { DriftEvent, ListDriftEventsResponse } from "../messages/drift-event.js";
import {
  AttachClusterRequest,
  AttachClusterResponse,
  CreateRegionRequest,
  CreateRegionResponse,
  DeleteRegionResponse,
  DetachClusterResponse,
  ListRegionsResponse,
  RegionResponse,
} from "../messages/region.js";
import { StreamEnd } from "../messages/stream-end.js";
import { Id } from "../schemas/id.js";
import { OptionalPageParameters, PageParameters } from "./page-parameters.js";
import type { Route } from "./route.js";

const RegionParameter = z.object({ region_id: Id });

/** What 404 means on a route of one region. A foreign region answers as none. */
const regionNotFound = "Region not found";

/** What the routes of this file share. */
const region = { tag: "Regions", auth: "license", status: 200 } as const;

/** Routes of clusters that are realigned when enough of them drift. */
export const regionRoutes = {
  createRegion: {
    ...region,
    method: "post",
    path: "/v1/region/",
    summary: "Create a region",
    description:
      "Makes a region and the session that holds its common direction. Creating it again with " +
      "the same parameters changes nothing.",
    scope: "write",
    body: CreateRegionRequest,
    status: 201,
    existsStatus: 200,
    response: CreateRegionResponse,
    errors: {
      409: "the id is taken by something else or with other parameters, or there are too many",
    },
  },
  listRegions: {
    ...region,
    method: "get",
    path: "/v1/region/",
    summary: "List regions",
    description: "The licence subject's own regions, oldest first.",
    scope: "read",
    query: OptionalPageParameters,
    response: ListRegionsResponse,
    paged: true,
    errors: {},
  },
  getRegion: {
    ...region,
    method: "get",
    path: "/v1/region/{region_id}",
    summary: "One region",
    description: "What the region is, with its newest drift events.",
    scope: "read",
    params: RegionParameter,
    response: RegionResponse,
    errors: { 404: regionNotFound },
  },
  deleteRegion: {
    ...region,
    method: "delete",
    path: "/v1/region/{region_id}",
    summary: "Delete a region",
    description: "Deletes the region with its own session. Its clusters stay.",
    scope: "write",
    params: RegionParameter,
    response: DeleteRegionResponse,
    errors: { 404: regionNotFound },
  },
  attachCluster: {
    ...region,
    method: "post",
    path: "/v1/region/{region_id}/clusters",
    summary: "Attach a cluster",
    description: "From now on the cluster's drift counts. The same again changes nothing.",
    scope: "control",
    params: RegionParameter,
    body: AttachClusterRequest,
    response: AttachClusterResponse,
    errors: {
      404: "Region not found, or Cluster not found",
      409: "the cluster is attached to another region, or the region is full",
    },
  },
  detachCluster: {
    ...region,
    method: "delete",
    path: "/v1/region/{region_id}/clusters/{cluster_id}",
    summary: "Detach a cluster",
    description: "The cluster's drift no longer counts. The cluster stays as it is.",
    scope: "control",
    params: RegionParameter.extend({ cluster_id: Id }),
    response: DetachClusterResponse,
    errors: { 404: "Region not found, or Cluster not found" },
  },
  listDriftEvents: {
    ...region,
    method: "get",
    path: "/v1/region/{region_id}/events",
    summary: "Drift events of a region",
    description: "Which clusters left their topic, newest first, page by page.",
    scope: "read",
    params: RegionParameter,
    query: PageParameters,
    response: ListDriftEventsResponse,
    paged: true,
    errors: { 404: regionNotFound },
  },
  streamDriftEvents: {
    ...region,
    method: "get",
    path: "/v1/region/{region_id}/events/stream",
    summary: "Follow the drift events of a region",
    description: "Events named `drift`, as they happen; the last is named `bye`.",
    scope: "read",
    params: RegionParameter,
    response: z.union([DriftEvent, StreamEnd]),
    contentType: "text/event-stream",
    streamed: true,
    errors: { 404: regionNotFound },
  },
} as const satisfies Record<string, Route>;
