import * as z from "zod";
import { entityResultsDefault, entityResultsMax } from "../limits.js";
import {
  EntityKey,
  ExtractFactsRequest,
  ExtractFactsResponse,
  ListEntitiesResponse,
  PutEntityRequest,
  PutEntityResponse,
  RemoveEntityResponse,
} from "../messages/literal.js";
import { emptyAsAbsent, withDefault } from "../schemas/optional.js";
import { queryInteger } from "../schemas/query-value.js";
import { MemoryText } from "../schemas/text.js";
import type { Route } from "./route.js";
import { SessionParameter, sessionNotFound } from "./session-parameter.js";

/** What the routes of this file share. */
const literals = { tag: "Literals", auth: "license", params: SessionParameter } as const;

/** Routes of what a session keeps word for word: entities, as the wire calls them. */
export const literalRoutes = {
  putEntity: {
    ...literals,
    method: "post",
    path: "/v1/session/{session_id}/entities",
    summary: "Keep an entity",
    description: "Keeps a value word for word under a key. One under the same key is replaced.",
    scope: "write",
    body: PutEntityRequest,
    status: 201,
    response: PutEntityResponse,
    errors: {
      400: "there is no such kind",
      404: sessionNotFound,
      409: "the literal cache is full; nothing was dropped",
    },
  },
  listEntities: {
    ...literals,
    method: "get",
    path: "/v1/session/{session_id}/entities",
    summary: "List or search entities",
    description: "The entities that share words with the query, or all of them, best first.",
    scope: "read",
    query: z.object({
      q: emptyAsAbsent(MemoryText).describe("Absent: all."),
      max_results: withDefault(queryInteger(1, entityResultsMax), entityResultsDefault),
    }),
    status: 200,
    response: ListEntitiesResponse,
    errors: { 404: sessionNotFound },
  },
  removeEntity: {
    ...literals,
    method: "delete",
    path: "/v1/session/{session_id}/entities/{key}",
    restOfPath: true,
    summary: "Remove an entity",
    description:
      "The key may hold slashes, encoded or not. It is the whole rest of the path: a slash at " +
      "its end belongs to it.",
    scope: "write",
    params: SessionParameter.extend({ key: EntityKey }),
    status: 200,
    response: RemoveEntityResponse,
    errors: { 404: "Session not found, or Entity not found" },
  },
  extractFacts: {
    ...literals,
    method: "post",
    path: "/v1/session/{session_id}/extract",
    summary: "Extract exact facts",
    description:
      "Finds what a paraphrase would spoil: addresses, dates, amounts, account numbers, " +
      "versions, paths, symbols. With `store` the facts become entities, one after another in " +
      "the order of the text: when the cache is full, those before stay, and the call may be " +
      "repeated. A key that would be too long ends in the SHA-256 of the normalized form instead.",
    scope: "write",
    body: ExtractFactsRequest,
    status: 200,
    response: ExtractFactsResponse,
    errors: { 404: sessionNotFound, 409: "the literal cache is full; nothing was dropped" },
  },
} as const satisfies Record<string, Route>;
