import { RecallRequest, RecallResponse } from "../messages/recall.js";
import { RunTurnRequest, RunTurnResponse } from "../messages/run-turn.js";
import {
  StoreTurnRequest,
  StoreTurnResponse,
  StoreTurnsRequest,
  StoreTurnsResponse,
} from "../messages/store-turn.js";
import type { Route } from "./route.js";
import { SessionParameter, sessionNotFound } from "./session-parameter.js";

/** Routes that a conversation calls turn by turn. */
export const turnRoutes = {
  run: {
    method: "post",
    path: "/v1/run",
    tag: "Turns",
    summary: "Run a turn",
    description:
      "Stores the previous answer if given, scores the message against what is known, and gives " +
      "the context for the system prompt. Without a session id it opens a session.",
    auth: "license",
    scope: "write",
    body: RunTurnRequest,
    status: 200,
    response: RunTurnResponse,
    errors: { 404: sessionNotFound },
  },
  store: {
    method: "post",
    path: "/v1/store",
    tag: "Turns",
    summary: "Store an answer",
    description:
      "Stores the model's answer as a pair with the message of the last run, or with `message` " +
      "a whole turn. The same answer again changes nothing.",
    auth: "license",
    scope: "write",
    body: StoreTurnRequest,
    status: 200,
    response: StoreTurnResponse,
    errors: { 404: sessionNotFound },
  },
  storeTurns: {
    method: "post",
    path: "/v1/session/{session_id}/turns",
    tag: "Turns",
    summary: "Store many turns",
    description: "Stores turns in the order given, all or nothing.",
    auth: "license",
    scope: "write",
    params: SessionParameter,
    body: StoreTurnsRequest,
    bodyLimit: "list",
    status: 200,
    response: StoreTurnsResponse,
    errors: { 404: sessionNotFound },
  },
  recall: {
    method: "post",
    path: "/v1/session/{session_id}/recall",
    tag: "Turns",
    summary: "Recall without a turn",
    description: "Gives memories and a context for a query. Read-only: nothing is counted.",
    auth: "license",
    scope: "read",
    params: SessionParameter,
    body: RecallRequest,
    status: 200,
    response: RecallResponse,
    errors: { 404: sessionNotFound },
  },
} as const satisfies Record<string, Route>;
