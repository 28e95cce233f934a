import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { openApiDocument, type RouteEntry, routeEntries } from "@semvec/contract";
import fc from "fast-check";
import { readAnswer } from "../../src/testing/api-client.js";
import { assertContract } from "../../src/testing/assert-contract.js";
import { type JsonSchema, schemaArbitrary } from "../../src/testing/schema-arbitrary.js";
import {
  metricsAuthorization,
  startTestServer,
  type TestServer,
} from "../../src/testing/test-server.js";

const requestsPerRoute = 200;
/** Of a route that reads nothing of a request. */
const requestsWithoutInput = 3;
const seed = 20_261_123;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
// Some requests delete them.
beforeEach(async () => {
  const alice = server.as("alice");
  for (const session_id of ["s", "t"]) await alice.send("createSession", { body: { session_id } });
  await alice.send("createCluster", { body: { name: "C", cluster_id: "c" } });
  await alice.send("createRegion", { body: { name: "R", region_id: "r" } });
});
afterAll(() => server.close());

interface Operation {
  readonly parameters?: readonly { name: string; in: string; schema: JsonSchema }[];
  readonly requestBody?: {
    readonly content: { readonly "application/json": { readonly schema: JsonSchema } };
  };
}

const document = openApiDocument("0.0.0");
const components = (document.components as { schemas: Record<string, JsonSchema> }).schemas;

/** Requests that the schemas allow, that break them, and that are no JSON at all. */
function requestArbitrary(route: RouteEntry) {
  const operation = document.paths[route.path]?.[route.method] as Operation;
  const body = operation.requestBody?.content["application/json"].schema;
  const named = (place: string) =>
    (operation.parameters ?? []).filter((parameter) => parameter.in === place);
  const id = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom("s", "t", "c", "r", "none") },
    pathText,
  );
  return fc.record({
    params: fc.record(Object.fromEntries(named("path").map(({ name }) => [name, id]))),
    query: fc.record(
      Object.fromEntries(
        named("query").map(({ name, schema }) => [
          name,
          name === "session_id"
            ? id
            : fc
                .oneof({ weight: 8, arbitrary: schemaArbitrary(schema, components) }, fc.string())
                .map(String),
        ]),
      ),
      { requiredKeys: [] },
    ),
    body:
      body === undefined
        ? fc.constant(undefined)
        : fc.oneof(
            { weight: 12, arbitrary: schemaArbitrary(body, components).map(aboutKnownSession) },
            { weight: 1, arbitrary: fc.jsonValue().map((value) => JSON.stringify(value)) },
            fc.string({ unit: "binary" }),
          ),
  });
}

function hasInput({ params, query, body }: RouteEntry): boolean {
  return (params ?? query ?? body) !== undefined;
}

const pathText = fc
  .string({ unit: "grapheme", minLength: 1 })
  .filter((text) => !/^\.+$/.test(text));

/** Most generated ids name no session; what happens to one that exists is of more interest. */
function aboutKnownSession(body: unknown): string {
  const isObject = typeof body === "object" && body !== null && "session_id" in body;
  return JSON.stringify(isObject ? { ...body, session_id: "s" } : body);
}

test.each(routeEntries.map((route) => [route.id, route] as const))(
  "%s answers anything as the contract says",
  async (id, route) => {
    await fc.assert(
      fc.asyncProperty(requestArbitrary(route), async ({ params, query, body }) => {
        const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) =>
          encodeURIComponent(params[name] ?? ""),
        );
        const response = await fetch(
          `${server.url}${path}?${new URLSearchParams(Object.entries(query) as [string, string][])}`,
          {
            method: route.method.toUpperCase(),
            headers: {
              ...(route.auth === "license" && { "X-API-Key": server.token() }),
              ...(route.auth === "basic" && { Authorization: metricsAuthorization }),
              "Content-Type": "application/json",
            },
            ...(body !== undefined && { body }),
          },
        );
        const answer = await readAnswer(response);
        expect(answer.status).toBeLessThan(500);
        assertContract(id, answer);
      }),
      { numRuns: hasInput(route) ? requestsPerRoute : requestsWithoutInput, seed },
    );
  },
  60_000,
);
