import * as z from "zod";
import { isJsonObject, type JsonObject, notAnObject } from "../schemas/metadata.js";
import { optional } from "../schemas/optional.js";

/** SHA-256 over the decoded content of a session, as 64 lower-case hexadecimal digits. */
const Checksum = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * A whole session. Opaque here: it passes through by reference, and the import reads it field by
 * field once the session is known to exist.
 */
export const StateDict = z
  .custom<JsonObject>(isJsonObject, notAnObject)
  .meta({ id: "StateDict", type: "object", description: "A whole session; opaque to clients." });

/** Answer of exporting a session. */
export const ExportSessionResponse = z
  .strictObject({ session_id: z.string(), state_dict: StateDict, checksum: Checksum })
  .meta({ id: "ExportSessionResponse" });

/** Body of importing a session. */
export const ImportSessionRequest = z
  .object({
    state_dict: StateDict,
    checksum: optional(z.string()).describe("When given, must equal the one inside."),
  })
  .meta({ id: "ImportSessionRequest" });

/** Answer of importing a session. */
export const ImportSessionResponse = z
  .strictObject({ session_id: z.string(), imported: z.literal(true) })
  .meta({ id: "ImportSessionResponse" });
