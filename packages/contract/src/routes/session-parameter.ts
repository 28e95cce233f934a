import * as z from "zod";
import { idCharactersMax } from "../limits.js";
import { Id } from "../schemas/id.js";

/** The path parameter of every route below one session. */
export const SessionParameter = z.object({ session_id: Id });

/** What 404 means on a route of one session. A foreign session answers as none. */
export const sessionNotFound = "Session not found";

/**
 * The path parameters of a route of one memory. Not the hash's own pattern: a name that no memory
 * can have is simply not found.
 */
export const MemoryParameters = SessionParameter.extend({
  memory_hash: z.string().min(1).max(idCharactersMax),
});

/** What 404 means on a route of one memory. */
export const memoryNotFound = "Session not found, or Memory not found";
