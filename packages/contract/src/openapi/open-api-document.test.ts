import { describe, expect, test } from "@jest/globals";
import { routeErrors } from "../routes/route-errors.js";
import { routeEntries } from "../routes/routes.js";
import { openApiDocument } from "./open-api-document.js";

interface Operation {
  readonly operationId: string;
  readonly security: readonly Record<string, readonly string[]>[];
  readonly parameters?: readonly { name: string; in: string; required: boolean; schema: object }[];
  readonly requestBody?: { readonly required: boolean };
  readonly responses: Record<string, { headers?: Record<string, unknown> }>;
}

const document = openApiDocument("1.2.3");
const json = JSON.stringify(document);

function operationAt(path: string, method: string): Operation {
  const operation = document.paths[path]?.[method];
  if (operation === undefined) throw new Error(`no ${method} ${path}`);
  return operation as Operation;
}

describe("openApiDocument", () => {
  test("describes every route of the table and nothing else", () => {
    const described = Object.values(document.paths).flatMap((item) =>
      Object.values(item).map((operation) => (operation as Operation).operationId),
    );
    expect(described.sort()).toEqual(routeEntries.map(({ id }) => id).sort());
    for (const route of routeEntries) {
      const { responses } = operationAt(route.path, route.method);
      const statuses = [
        route.status,
        ...(route.existsStatus === undefined ? [] : [route.existsStatus]),
        ...(route.revalidated ? [304] : []),
        ...routeErrors(route).map(({ status }) => status),
      ];
      expect(Object.keys(responses)).toEqual(statuses.map(String).sort());
    }
  });

  test("is plain JSON that is the same each time", () => {
    expect(JSON.parse(json)).toEqual(document);
    expect(JSON.stringify(openApiDocument("1.2.3"))).toBe(json);
    expect(document).toMatchObject({ openapi: "3.1.0", info: { version: "1.2.3" } });
  });

  test("refers only to components that exist, and has none that nobody refers to", () => {
    const references = [...json.matchAll(/"\$ref":"([^"]+)"/g)].map(([, target]) => target);
    const components = document.components["schemas"] as Record<string, unknown>;
    const targets = Object.keys(components).map((id) => `#/components/schemas/${id}`);
    expect([...new Set(references)].sort()).toEqual(targets);
    expect(json).not.toContain("$defs");
    expect(json).not.toContain("9007199254740991");
  });

  test("states who may call a route", () => {
    expect(operationAt("/v1/health", "get").security).toEqual([]);
    expect(operationAt("/metrics", "get").security).toEqual([{ metricsBasic: [] }]);
    expect(operationAt("/v1/run", "post").security).toEqual([
      { licenseBearer: ["write"] },
      { licenseApiKey: ["write"] },
    ]);
    const named = routeEntries.flatMap(({ path, method }) =>
      operationAt(path, method).security.flatMap((scheme) => Object.keys(scheme)),
    );
    const schemes = Object.keys(document.components["securitySchemes"] as object);
    expect([...new Set(named)].sort()).toEqual([...schemes].sort());
  });

  test("states parameters with bounds and defaults, as a query has them", () => {
    const { parameters } = operationAt("/v1/state/context", "get");
    expect(parameters?.map(({ name, required }) => [name, required])).toEqual([
      ["session_id", true],
      ["top_k", false],
      ["full_first", false],
      ["max_text_chars", false],
      ["query", false],
    ]);
    expect(parameters?.[1]?.schema).toEqual({
      type: "integer",
      minimum: 1,
      maximum: 100,
      default: 5,
    });
    expect(parameters?.[2]?.schema).toEqual({ type: "boolean", default: false });
    expect(operationAt("/v1/session/{session_id}", "delete").parameters).toMatchObject([
      { name: "session_id", in: "path", required: true },
    ]);
  });

  test("states bodies with bounds and defaults, null where it means absent", () => {
    expect(operationAt("/v1/run", "post").requestBody?.required).toBe(true);
    expect(operationAt("/v1/session/create", "post").requestBody?.required).toBe(false);
    const { RunTurnRequest, Embedding } = document.components["schemas"] as Record<string, object>;
    expect(RunTurnRequest).toMatchObject({
      required: ["message"],
      properties: {
        message: { type: "string", minLength: 1, maxLength: 100_000 },
        reset_context: { type: ["boolean", "null"], default: false },
        query_embedding: { anyOf: [{ $ref: "#/components/schemas/Embedding" }, { type: "null" }] },
      },
    });
    expect(Embedding).toMatchObject({ minItems: 1, maxItems: 4096 });
  });

  test("states a default that is the service's in words, for it is configured there", () => {
    const { CreateSessionRequest } = document.components["schemas"] as Record<string, object>;
    expect(CreateSessionRequest).toMatchObject({
      properties: {
        dimension: {
          description: expect.stringContaining("384"),
          anyOf: [{ type: "integer", minimum: 1, maximum: 4096 }, { type: "null" }],
        },
      },
    });
    expect(CreateSessionRequest).not.toHaveProperty("properties.dimension.default");
  });

  test("states the kinds of entities, though another is an answer of its own", () => {
    const { PutEntityRequest } = document.components["schemas"] as Record<string, object>;
    expect(PutEntityRequest).toMatchObject({
      required: ["key", "kind", "value"],
      properties: { kind: { enum: expect.arrayContaining(["variable", "constant", "type"]) } },
    });
  });

  test("states how many items a list takes", () => {
    const { VerifySessionRequest, SetIsolationRequest } = document.components["schemas"] as Record<
      string,
      object
    >;
    expect(VerifySessionRequest).toMatchObject({
      required: ["test_embeddings"],
      properties: { test_embeddings: { type: "array", minItems: 1, maxItems: 64 } },
    });
    expect(SetIsolationRequest).toMatchObject({
      required: ["level"],
      properties: { exclusion_embeddings: { anyOf: [{ maxItems: 256 }, { type: "null" }] } },
    });
  });

  test("states how an answer that is held is revalidated", () => {
    const { parameters, responses } = operationAt("/v1/session/{session_id}/state", "get");
    expect(parameters?.at(-1)).toMatchObject({ name: "If-None-Match", in: "header" });
    expect(responses["200"]?.headers).toHaveProperty("ETag");
    expect(responses["304"]).not.toHaveProperty("content");
  });

  test("leaves answers open to new fields", () => {
    expect(json).not.toContain('"additionalProperties":false');
  });

  test("states the headers of a page", () => {
    const { headers } = operationAt("/v1/session/", "get").responses["200"] ?? {};
    expect(Object.keys(headers ?? {})).toEqual(["X-Request-Id", "X-Next-Cursor", "Link"]);
  });
});
