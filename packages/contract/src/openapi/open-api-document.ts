import { routeEntries } from "../routes/routes.js";
import { JsonSchemaComponents } from "./json-schema.js";
import { operation } from "./operation.js";

/** An OpenAPI 3.1 document, as plain JSON. */
export interface OpenApiDocument {
  readonly openapi: "3.1.0";
  readonly info: Readonly<Record<string, unknown>>;
  readonly servers: readonly Readonly<Record<string, unknown>>[];
  readonly tags: readonly Readonly<Record<string, unknown>>[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components: Readonly<Record<string, unknown>>;
}

/**
 * Describes every route in OpenAPI 3.1, from the very schemas that validate requests.
 *
 * The same version gives the same bytes when serialised.
 *
 * @param version - of the service, such as `0.1.0`
 */
export function openApiDocument(version: string): OpenApiDocument {
  const components = new JsonSchemaComponents();
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routeEntries) {
    const item = paths[route.path] ?? {};
    item[route.method] = operation(route, components);
    paths[route.path] = item;
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Semvec",
      version,
      summary: "Semantic memory for LLM agents.",
      description: DESCRIPTION,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    tags: TAGS,
    paths,
    components: { schemas: components.toJSON(), securitySchemes: SECURITY_SCHEMES },
  };
}

const DESCRIPTION = [
  "Optional fields may be left out or be `null`; both mean the same.",
  "Paths that end with a slash are served without it too; no other path takes one.",
  "Errors are `{detail}`: a string, or for 422 a list of what is wrong where.",
  "What belongs to another licence subject answers as what does not exist.",
].join(" ");

const TAGS = [
  { name: "Turns", description: "What a conversation calls turn by turn." },
  { name: "Sessions", description: "The life of a session." },
  { name: "Control", description: "What steers a session, and changes by hand." },
  { name: "Literals", description: "What a session keeps word for word." },
  { name: "Memories", description: "A look into a session; nothing changes." },
  { name: "Clusters", description: "Sessions that share a direction." },
  { name: "Regions", description: "Clusters that are realigned when enough of them drift." },
  { name: "Observer", description: "What stands out among all clusters." },
  { name: "Network", description: "Between sessions, and users kept apart." },
  { name: "Service", description: "The service itself." },
];

const SECURITY_SCHEMES = {
  licenseBearer: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description: "The licence token as `Authorization: Bearer <token>`.",
  },
  licenseApiKey: {
    type: "apiKey",
    in: "header",
    name: "X-API-Key",
    description: "The licence token as `X-API-Key: <token>`.",
  },
  metricsBasic: {
    type: "http",
    scheme: "basic",
    description: "The credentials of the metrics route, set by the operator.",
  },
};
