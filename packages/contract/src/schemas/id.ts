import * as z from "zod";
import { idCharactersMax, userIdCharactersMax } from "../limits.js";

/** Prefixes of ids that the service makes for itself; a client cannot create one. */
export const reservedIdPrefixes = ["meta:", "user:"] as const;

/** True for an id that only the service may create. */
export function isReservedId(id: string): boolean {
  return reservedIdPrefixes.some((prefix) => id.startsWith(prefix));
}

/** An id: 1 to 128 letters, digits, `.`, `_`, `:` or `-`. */
export const Id = identifier(idCharactersMax);

/** An id that a client gives to something new. */
export const NewId = Id.refine((id) => !isReservedId(id), {
  error: `must not begin with ${reservedIdPrefixes.join(" or ")}`,
});

/** `X-Request-Id`: one that a client sends is kept when it has this form. */
export const RequestId = z
  .string()
  .regex(/^[A-Za-z0-9._-]{8,128}$/)
  .describe("8 to 128 letters, digits, `.`, `_` and `-`.");

/** Names a user of a licence subject: short enough for `user:<user_id>` to be an id. */
export const UserId = identifier(userIdCharactersMax);

function identifier(charactersMax: number): z.ZodString {
  return z
    .string()
    .min(1)
    .max(charactersMax)
    .regex(/^[A-Za-z0-9._:-]*$/)
    .describe("Letters, digits, `.`, `_`, `:` and `-`.");
}
