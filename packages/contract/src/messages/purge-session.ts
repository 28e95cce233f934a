import * as z from "zod";
import { customIssue } from "../schemas/custom-issue.js";
import { RequestId } from "../schemas/id.js";
import { optional } from "../schemas/optional.js";
import { Name } from "../schemas/text.js";
import { Count, Role, Timestamp } from "../schemas/vocabulary.js";

/** Body of a purge: everything that fits all of the criteria given is taken out. */
export const PurgeSessionRequest = z
  .object({
    source: optional(Name).describe("As the client named it when it was stored."),
    role: optional(Role),
    request_id: optional(RequestId).describe("`X-Request-Id` of the request that brought it."),
    written_from: optional(Timestamp).describe("Written at or after this time."),
    written_until: optional(Timestamp).describe("Written before this time."),
  })
  .check((context) => {
    const given = Object.values(context.value).some((criterion) => criterion !== undefined);
    if (given) return;
    context.issues.push(
      customIssue("value_error", "must have a criterion to go by", context.value),
    );
  })
  .meta({ id: "PurgeSessionRequest" });

/** Answer of a purge. */
export const PurgeSessionResponse = z
  .strictObject({
    session_id: z.string(),
    purged_count: Count.describe("Messages, responses and notes taken out, over the whole log."),
    total_memories: Count,
    exact: z
      .boolean()
      .describe(
        "False: an import held some of it; its memories are gone, but not their mark on the " +
          "imported state.",
      ),
  })
  .meta({ id: "PurgeSessionResponse" });
