import * as z from "zod";
import type { HttpMethod, Route } from "./route.js";

const methodsWithBody: readonly HttpMethod[] = ["post", "put", "patch"];
const noFields = z.object({});

/**
 * What a route's body is checked by. Where the method has a body and the route names no field of
 * it, every field is an unknown one: what is sent must still be JSON. `undefined`: whatever is
 * sent is not looked at, for clients send `DELETE` with a body that they do not mean.
 */
export function bodySchema({
  method,
  body,
}: Pick<Route, "method" | "body">): z.ZodObject | undefined {
  return body ?? (methodsWithBody.includes(method) ? noFields : undefined);
}
