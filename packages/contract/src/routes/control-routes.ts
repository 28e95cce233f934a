import {
  CorrectMemoryRequest,
  ForgetMemoryResponse,
  InjectMemoryRequest,
  InjectMemoryResponse,
} from "../messages/inject-memory.js";
import { PurgeSessionRequest, PurgeSessionResponse } from "../messages/purge-session.js";
import {
  AddAnchorRequest,
  AddAnchorResponse,
  AddTriggerRequest,
  AnchorScoreResponse,
  ReleaseIsolationResponse,
  SetIsolationRequest,
  SetIsolationResponse,
  TriggerResponse,
} from "../messages/session-control.js";
import { MemoryResponse } from "../messages/session-state.js";
import { VerifySessionRequest, VerifySessionResponse } from "../messages/verify-session.js";
import type { Route } from "./route.js";
import {
  MemoryParameters,
  memoryNotFound,
  SessionParameter,
  sessionNotFound,
} from "./session-parameter.js";

/** What the routes of this file share. */
const control = {
  tag: "Control",
  auth: "license",
  scope: "control",
  params: SessionParameter,
  status: 200,
} as const;

/** Routes that steer a session, change its memories by hand, and check on it. */
export const controlRoutes = {
  addTrigger: {
    ...control,
    method: "post",
    path: "/v1/session/{session_id}/trigger",
    summary: "Add a trigger",
    description: "A turn that matches it when stored counts most. The same again changes nothing.",
    body: AddTriggerRequest,
    response: TriggerResponse,
    errors: { 404: sessionNotFound, 409: "the session holds as many triggers as it may" },
  },
  clearTriggers: {
    ...control,
    method: "delete",
    path: "/v1/session/{session_id}/trigger",
    summary: "Clear triggers",
    description: "Removes all triggers. What they did to stored turns stays.",
    response: TriggerResponse,
    errors: { 404: sessionNotFound },
  },
  addAnchor: {
    ...control,
    method: "post",
    path: "/v1/session/{session_id}/anchor",
    summary: "Add an anchor",
    description: "A direction that the conversation is meant to keep to.",
    body: AddAnchorRequest,
    response: AddAnchorResponse,
    errors: { 404: sessionNotFound, 409: "the session holds as many anchors as it may" },
  },
  anchorScore: {
    ...control,
    method: "get",
    path: "/v1/session/{session_id}/anchor_score",
    summary: "Anchor score",
    description: "How well the conversation keeps to its anchors; high means aligned.",
    scope: "read",
    response: AnchorScoreResponse,
    errors: { 404: sessionNotFound },
  },
  setIsolation: {
    ...control,
    method: "put",
    path: "/v1/session/{session_id}/isolation",
    summary: "Set the isolation",
    description:
      "Which turns are kept out of memory. Replaces level, lists and threshold whole; what is " +
      "held stays held.",
    body: SetIsolationRequest,
    bodyLimit: "list",
    response: SetIsolationResponse,
    errors: { 404: sessionNotFound },
  },
  releaseIsolation: {
    ...control,
    method: "post",
    path: "/v1/session/{session_id}/isolation/release",
    summary: "Release the quarantine",
    description: "Admits what quarantine holds, in order.",
    response: ReleaseIsolationResponse,
    errors: { 404: sessionNotFound },
  },
  injectMemory: {
    ...control,
    method: "post",
    path: "/v1/session/{session_id}/memory",
    summary: "Inject a memory",
    description: "Puts a memory in by hand; the state vector does not move.",
    body: InjectMemoryRequest,
    response: InjectMemoryResponse,
    errors: { 404: sessionNotFound },
  },
  correctMemory: {
    ...control,
    method: "patch",
    path: "/v1/session/{session_id}/memories/{memory_hash}",
    summary: "Correct a memory",
    description:
      "Changes one memory where it stands: its hash, turn and time stay, and the state vector does " +
      "not move.",
    params: MemoryParameters,
    body: CorrectMemoryRequest,
    response: MemoryResponse,
    errors: { 404: memoryNotFound },
  },
  purgeSession: {
    ...control,
    method: "post",
    path: "/v1/session/{session_id}/purge",
    summary: "Purge a session",
    description:
      "Takes out what came from a source, a role, a request or a span of time, as if it had never " +
      "been said: the log is replayed without it, so state, drift and memories are those of a " +
      "session that was never told.",
    body: PurgeSessionRequest,
    response: PurgeSessionResponse,
    errors: { 404: sessionNotFound, 409: "the start of the log has been compacted away" },
  },
  forgetMemory: {
    ...control,
    method: "delete",
    path: "/v1/session/{session_id}/memories/{memory_hash}",
    summary: "Forget a memory",
    description: "Removes one memory; the state vector does not move.",
    params: MemoryParameters,
    response: ForgetMemoryResponse,
    errors: { 404: memoryNotFound },
  },
  verifySession: {
    ...control,
    method: "post",
    path: "/v1/session/{session_id}/verify",
    summary: "Verify a session",
    description:
      "Whether the session answers test vectors as a reference does: another session, or itself " +
      "rebuilt from its log. Read-only.",
    scope: "read",
    body: VerifySessionRequest,
    bodyLimit: "list",
    response: VerifySessionResponse,
    errors: { 404: sessionNotFound },
  },
} as const satisfies Record<string, Route>;
