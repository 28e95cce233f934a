import type * as z from "zod";
import { bodyBytesMax } from "../limits.js";
import { bodySchema } from "../routes/body-schema.js";
import type { Route } from "../routes/route.js";
import { routeErrors } from "../routes/route-errors.js";
import type { RouteEntry } from "../routes/routes.js";
import type { JsonSchema, JsonSchemaComponents } from "./json-schema.js";

type Json = Readonly<Record<string, unknown>>;

const JSON_TYPE = "application/json";

/** The OpenAPI operation of one route. */
export function operation(route: RouteEntry, components: JsonSchemaComponents): Json {
  const parameters = [
    ...parametersOf(route.params, "path", components),
    ...parametersOf(route.query, "query", components),
    ...(route.revalidated ? [ifNoneMatch] : []),
    ...(route.streamed ? [lastEventId] : []),
  ];
  return {
    operationId: route.id,
    tags: [route.tag],
    summary: route.summary,
    description: route.description,
    security: securityOf(route),
    ...(parameters.length > 0 && { parameters }),
    ...(route.body !== undefined && { requestBody: requestBody(route, route.body, components) }),
    responses: responsesOf(route, components),
  };
}

const ifNoneMatch: Json = {
  name: "If-None-Match",
  in: "header",
  required: false,
  description: "`ETag` of an answer that is held: while it is current, the answer is 304.",
  schema: { type: "string" },
};

const lastEventId: Json = {
  name: "Last-Event-ID",
  in: "header",
  required: false,
  description: "`id` of the last event that was read: the stream goes on after it. Absent: now.",
  schema: { type: "integer", minimum: 0 },
};

/** Names of the security schemes, and of the scope a licence needs. */
function securityOf(route: Route): Json[] {
  if (route.auth === "none") return [];
  if (route.auth === "basic") return [{ metricsBasic: [] }];
  return [{ licenseBearer: [route.scope] }, { licenseApiKey: [route.scope] }];
}

function parametersOf(
  schema: z.ZodObject | undefined,
  location: "path" | "query",
  components: JsonSchemaComponents,
): Json[] {
  if (schema === undefined) return [];
  return Object.entries(schema.shape).map(([name, field]) => {
    const { description, ...rest } = components.schemaOf(field as z.ZodType, "input");
    return {
      name,
      in: location,
      required: !isOptional(field as z.ZodType),
      ...(description !== undefined && { description }),
      schema: location === "query" ? withoutNull(rest) : rest,
    };
  });
}

function isOptional(schema: z.ZodType): boolean {
  return schema.safeParse(undefined).success;
}

/** A query has no `null`: the alternative only exists for bodies. */
function withoutNull(schema: JsonSchema): JsonSchema {
  const { type, anyOf, ...rest } = schema;
  if (Array.isArray(type)) return { type: type.find((name) => name !== "null"), ...rest };
  if (Array.isArray(anyOf)) return { ...anyOf.find((branch) => branch.type !== "null"), ...rest };
  return schema;
}

function requestBody(route: Route, schema: z.ZodType, components: JsonSchemaComponents): Json {
  const mebibytes = bodyBytesMax[route.bodyLimit ?? "standard"] / 1_048_576;
  return {
    description: `At most ${mebibytes} MiB. Unknown fields are ignored.`,
    required: !schema.safeParse({}).success,
    content: { [JSON_TYPE]: { schema: components.schemaOf(schema, "input") } },
  };
}

function responsesOf(route: Route, components: JsonSchemaComponents): Json {
  const success = {
    headers: successHeaders(route),
    content: {
      [route.contentType ?? JSON_TYPE]: { schema: components.schemaOf(route.response, "output") },
    },
  };
  const description = route.streamed ? "Events, each with this as its data." : "Success.";
  const responses: Record<string, Json> = { [route.status]: { description, ...success } };
  if (route.existsStatus !== undefined) {
    responses[route.existsStatus] = { description: "It exists, as asked for.", ...success };
  }
  if (route.revalidated) responses[304] = { description: "What the client holds is current." };
  for (const { status, when, response } of routeErrors(route)) {
    responses[status] = {
      description: `${when.charAt(0).toUpperCase()}${when.slice(1)}.`,
      content: { [JSON_TYPE]: { schema: components.schemaOf(response, "output") } },
    };
  }
  return responses;
}

function successHeaders(route: Route): Json {
  return {
    "X-Request-Id": header("Names this request in the server's log."),
    ...(bodySchema(route) !== undefined && {
      "X-Semvec-Ignored": header("Body fields that have no meaning, percent-encoded."),
    }),
    ...(route.revalidated && { ETag: header("Names this version of the answer.") }),
    ...(route.paged && {
      "X-Next-Cursor": header("`cursor` of the next page. Absent on the last."),
      Link: header('URL of the next page, with `rel="next"`. Absent on the last.'),
    }),
  };
}

function header(description: string): Json {
  return { description, schema: { type: "string" } };
}
