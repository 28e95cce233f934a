import type * as z from "zod";
import { bodySchema } from "../routes/body-schema.js";
import type { Route } from "../routes/route.js";
import { type ParsedRequestOf, type RouteId, routes } from "../routes/routes.js";
import { isJsonObject } from "../schemas/metadata.js";
import type { ValidationError } from "./validation-error.js";
import { validationErrors } from "./validation-errors.js";

/** The parts of a request as a server reads them, not yet checked. */
export interface RawRequest {
  /** Path parameters, percent-decoded. */
  readonly params?: Readonly<Record<string, string>>;
  /** Query parameters as text; the last wins when one is repeated. */
  readonly query?: Readonly<Record<string, string>>;
  /** The parsed JSON body; `undefined` when it is empty. */
  readonly body?: unknown;
}

/** A request that holds what its route asks for, or everything that is wrong with it. */
export type RequestResult<Id extends RouteId> =
  | {
      readonly ok: true;
      readonly request: ParsedRequestOf<Id>;
      /** Top-level names of the body that no field has; for {@link ignoredHeader}. */
      readonly ignored: readonly string[];
    }
  | { readonly ok: false; readonly errors: readonly ValidationError[] };

/**
 * Checks a request against its route's schemas: shape and the bounds of single fields.
 *
 * Unknown fields are left out of the result, and so are keys that could reach a prototype. Body
 * values are never coerced; query values are parsed from text. Never throws.
 *
 * @example
 * ```ts
 * const result = parseRequest("run", { body: { message: "What is Kubernetes?" } });
 * if (result.ok) result.request.body.short_circuit_threshold; // 0.85
 * ```
 */
export function parseRequest<Id extends RouteId>(id: Id, raw: RawRequest): RequestResult<Id> {
  const route: Route = routes[id];
  const errors: ValidationError[] = [];
  const request: { params?: unknown; query?: unknown; body?: unknown } = {};
  if (route.params !== undefined) {
    request.params = parsePart(route.params, raw.params ?? {}, "path", errors);
  }
  if (route.query !== undefined) {
    request.query = parsePart(route.query, raw.query ?? {}, "query", errors);
  }
  const schema = bodySchema(route);
  const body = schema && parseBody(schema, raw.body, errors);
  if (route.body !== undefined) request.body = body;
  if (errors.length > 0) return { ok: false, errors };
  return {
    ok: true,
    request: request as ParsedRequestOf<Id>,
    ignored: schema === undefined ? [] : unknownNames(schema, raw.body),
  };
}

function parsePart(
  schema: z.ZodType,
  value: unknown,
  location: "body" | "query" | "path",
  errors: ValidationError[],
): unknown {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  errors.push(...validationErrors(result.error, location));
  return undefined;
}

function parseBody(schema: z.ZodObject, body: unknown, errors: ValidationError[]): unknown {
  if (body !== undefined && body !== null) return parsePart(schema, body, "body", errors);
  // No body is as good as an empty object where every field is optional.
  const result = schema.safeParse({});
  if (result.success) return result.data;
  errors.push({ loc: ["body"], msg: "Field required", type: "missing" });
  return undefined;
}

function unknownNames(schema: z.ZodObject, body: unknown): string[] {
  if (!isJsonObject(body)) return [];
  return Object.keys(body).filter((name) => !Object.hasOwn(schema.shape, name));
}
