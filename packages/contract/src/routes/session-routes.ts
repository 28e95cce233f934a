import {
  ExportSessionResponse,
  ImportSessionRequest,
  ImportSessionResponse,
} from "../messages/export-session.js";
import {
  CreateSessionRequest,
  CreateSessionResponse,
  DeleteSessionResponse,
  ListSessionsResponse,
  ResetSessionResponse,
} from "../messages/session.js";
import { PageParameters } from "./page-parameters.js";
import type { Route } from "./route.js";
import { SessionParameter, sessionNotFound } from "./session-parameter.js";

/** Routes for the life of a session. */
export const sessionRoutes = {
  createSession: {
    method: "post",
    path: "/v1/session/create",
    tag: "Sessions",
    summary: "Create a session",
    description: "Creating it again with the same parameters changes nothing.",
    auth: "license",
    scope: "write",
    body: CreateSessionRequest,
    status: 200,
    response: CreateSessionResponse,
    errors: { 409: "the session exists with other parameters" },
  },
  listSessions: {
    method: "get",
    path: "/v1/session/",
    tag: "Sessions",
    summary: "List sessions",
    description: "The licence subject's own sessions, oldest first, page by page.",
    auth: "license",
    scope: "read",
    query: PageParameters,
    status: 200,
    response: ListSessionsResponse,
    paged: true,
    errors: {},
  },
  deleteSession: {
    method: "delete",
    path: "/v1/session/{session_id}",
    tag: "Sessions",
    summary: "Delete a session",
    description: "Deletes the session and all it holds. Its id may be used again.",
    auth: "license",
    scope: "write",
    params: SessionParameter,
    status: 200,
    response: DeleteSessionResponse,
    errors: {
      404: sessionNotFound,
      409: "the session backs a cluster, a region, the observer or the network",
    },
  },
  resetSession: {
    method: "post",
    path: "/v1/session/{session_id}/reset",
    tag: "Sessions",
    summary: "Reset a session",
    description: "Forgets memories, state and histories; keeps the parameters.",
    auth: "license",
    scope: "write",
    params: SessionParameter,
    status: 200,
    response: ResetSessionResponse,
    errors: { 404: sessionNotFound },
  },
  exportSession: {
    method: "get",
    path: "/v1/session/{session_id}/export",
    tag: "Sessions",
    summary: "Export a session",
    description: "The whole session with its checksum. Survives any JSON library.",
    auth: "license",
    scope: "read",
    params: SessionParameter,
    status: 200,
    response: ExportSessionResponse,
    errors: { 404: sessionNotFound },
  },
  importSession: {
    method: "post",
    path: "/v1/session/{session_id}/import",
    tag: "Sessions",
    summary: "Import a session",
    description:
      "Replaces all that the session is with an exported one, but for its id, owner, creation " +
      "time, memberships and metadata.",
    auth: "license",
    scope: "control",
    params: SessionParameter,
    body: ImportSessionRequest,
    bodyLimit: "import",
    status: 200,
    response: ImportSessionResponse,
    errors: {
      400: "the state is malformed, damaged, of an unknown format or another embedder",
      404: sessionNotFound,
      409: "the session belongs to a cluster of another dimension",
    },
  },
} as const satisfies Record<string, Route>;
