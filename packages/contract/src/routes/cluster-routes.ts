import * as z from "zod";
import {
  AddMemberRequest,
  AddMemberResponse,
  ClusterResponse,
  CreateClusterRequest,
  CreateClusterResponse,
  DeleteClusterResponse,
  FeedbackResponse,
  ListClustersResponse,
  RemoveMemberResponse,
} from "../messages/cluster.js";
import { RunClusterRequest, RunTurnResponse } from "../messages/run-turn.js";
import { StoreClusterRequest, StoreClusterResponse } from "../messages/store-turn.js";
import { Id } from "../schemas/id.js";
import { OptionalPageParameters } from "./page-parameters.js";
import type { Route } from "./route.js";

const ClusterParameter = z.object({ cluster_id: Id });

/** What 404 means on a route of one cluster. A foreign cluster answers as none. */
const clusterNotFound = "Cluster not found";

/** What the routes of this file share. */
const cluster = { tag: "Clusters", auth: "license", status: 200 } as const;

/** Routes of sessions that share a direction. */
export const clusterRoutes = {
  createCluster: {
    ...cluster,
    method: "post",
    path: "/v1/cluster/",
    summary: "Create a cluster",
    description:
      "Makes a cluster and the session it has for itself, under one id. Creating it again with " +
      "the same parameters changes nothing.",
    scope: "write",
    body: CreateClusterRequest,
    status: 201,
    existsStatus: 200,
    response: CreateClusterResponse,
    errors: {
      400: "there is no such aggregation mode",
      409: "the id is taken by something else or with other parameters, or there are too many",
    },
  },
  listClusters: {
    ...cluster,
    method: "get",
    path: "/v1/cluster/",
    summary: "List clusters",
    description: "The licence subject's own clusters, oldest first.",
    scope: "read",
    query: OptionalPageParameters,
    response: ListClustersResponse,
    paged: true,
    errors: {},
  },
  getCluster: {
    ...cluster,
    method: "get",
    path: "/v1/cluster/{cluster_id}",
    summary: "One cluster",
    description: "What the cluster is, with the direction that it and its members have in common.",
    scope: "read",
    params: ClusterParameter,
    response: ClusterResponse,
    errors: { 404: clusterNotFound },
  },
  deleteCluster: {
    ...cluster,
    method: "delete",
    path: "/v1/cluster/{cluster_id}",
    summary: "Delete a cluster",
    description: "Deletes the cluster with its own session. Its members stay.",
    scope: "write",
    params: ClusterParameter,
    response: DeleteClusterResponse,
    errors: { 404: clusterNotFound },
  },
  storeCluster: {
    ...cluster,
    method: "post",
    path: "/v1/cluster/{cluster_id}/store",
    summary: "Store a turn in a cluster",
    description: "Stores a question and its answer in the cluster's own session.",
    scope: "write",
    params: ClusterParameter,
    body: StoreClusterRequest,
    response: StoreClusterResponse,
    errors: { 404: clusterNotFound },
  },
  runCluster: {
    ...cluster,
    method: "post",
    path: "/v1/cluster/{cluster_id}/run",
    summary: "Run a turn with a cluster",
    description: "As `/v1/run` with the cluster's id for the session's.",
    scope: "write",
    params: ClusterParameter,
    body: RunClusterRequest,
    response: RunTurnResponse,
    errors: { 404: clusterNotFound },
  },
  feedback: {
    ...cluster,
    method: "post",
    path: "/v1/cluster/{cluster_id}/feedback",
    summary: "Draw members to the aggregate",
    description: "Draws each member's state to the common direction, by the coupling factor.",
    scope: "control",
    params: ClusterParameter,
    response: FeedbackResponse,
    errors: { 404: clusterNotFound },
  },
  addMember: {
    ...cluster,
    method: "post",
    path: "/v1/cluster/{cluster_id}/members",
    summary: "Add a member",
    description: "Makes a session a member. The same again changes nothing.",
    scope: "control",
    params: ClusterParameter,
    body: AddMemberRequest,
    response: AddMemberResponse,
    errors: {
      404: "Cluster not found, or Session not found",
      409: "the session is a member of another cluster, or the cluster is full",
    },
  },
  removeMember: {
    ...cluster,
    method: "delete",
    path: "/v1/cluster/{cluster_id}/members/{session_id}",
    summary: "Remove a member",
    description: "Ends a membership. The session stays as it is.",
    scope: "control",
    params: ClusterParameter.extend({ session_id: Id }),
    response: RemoveMemberResponse,
    errors: { 404: "Cluster not found, or Member not found" },
  },
} as const satisfies Record<string, Route>;
