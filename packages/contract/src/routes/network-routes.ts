import * as z from "zod";
import { ConsensusRequest, ConsensusResponse, TrustResponse } from "../messages/consensus.js";
import { TransferRequest, TransferResponse } from "../messages/transfer.js";
import {
  ActiveUserResponse,
  ForgetUserResponse,
  SerializeUserResponse,
  SwitchUserRequest,
  SwitchUserResponse,
} from "../messages/user-partition.js";
import { UserId } from "../schemas/id.js";
import type { Route } from "./route.js";
import { sessionNotFound } from "./session-parameter.js";

const UserParameter = z.object({ user_id: UserId });

/** What 404 means on a route of one user. */
const userNotFound = "User not found";

/** What the routes of this file share. */
const network = { tag: "Network", auth: "license", status: 200 } as const;

/** Routes between sessions, and of the users a licence subject keeps apart. */
export const networkRoutes = {
  transfer: {
    ...network,
    method: "post",
    path: "/v1/network/transfer",
    summary: "Transfer a direction",
    description: "Draws one session's state to another's. No memory is handed on.",
    scope: "control",
    body: TransferRequest,
    response: TransferResponse,
    errors: { 404: sessionNotFound, 409: "one of the sessions is locked down" },
  },
  switchUser: {
    ...network,
    method: "post",
    path: "/v1/network/users/switch",
    summary: "Switch the user",
    description: "Makes a user the active one. The first time opens the user's session.",
    scope: "write",
    body: SwitchUserRequest,
    response: SwitchUserResponse,
    errors: {},
  },
  activeUser: {
    ...network,
    method: "get",
    path: "/v1/network/users/active",
    summary: "The active user",
    description: "The user of the newest switch.",
    scope: "read",
    response: ActiveUserResponse,
    errors: {},
  },
  serializeUser: {
    ...network,
    method: "post",
    path: "/v1/network/users/{user_id}/serialize",
    summary: "Serialize a user",
    description: "The user's session as its export gives it. Read-only.",
    scope: "read",
    params: UserParameter,
    response: SerializeUserResponse,
    errors: { 404: userNotFound },
  },
  forgetUser: {
    ...network,
    method: "delete",
    path: "/v1/network/users/{user_id}",
    summary: "Forget a user",
    description: "Deletes the user's session, and every session whose metadata has the `user_id`.",
    scope: "control",
    params: UserParameter,
    response: ForgetUserResponse,
    errors: { 404: userNotFound },
  },
  proposeConsensus: {
    ...network,
    method: "post",
    path: "/v1/network/consensus",
    summary: "Put a direction to the vote",
    description:
      "The proposer and the sessions of its cluster vote by how near they are, each with the " +
      "weight of its trust. No state changes; trust does.",
    scope: "control",
    body: ConsensusRequest,
    response: ConsensusResponse,
    errors: { 404: sessionNotFound },
  },
  consensusTrust: {
    ...network,
    method: "get",
    path: "/v1/network/consensus/trust",
    summary: "Trust scores",
    description: "How far each session that voted is trusted.",
    scope: "read",
    response: TrustResponse,
    errors: {},
  },
} as const satisfies Record<string, Route>;
