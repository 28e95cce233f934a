import * as z from "zod";
import { Id } from "../schemas/id.js";

/** The path parameter of every route below one session. */
export const SessionParameter = z.object({ session_id: Id });

/** What 404 means on a route of one session. A foreign session answers as none. */
export const sessionNotFound = "Session not found";
