import * as z from "zod";

/** Data of the event `bye`, the last of a stream that the service ends. */
export const StreamEnd = z
  .strictObject({
    reason: z
      .enum(["draining", "expired", "revoked", "deleted"])
      .describe(
        "The server stops, and another may go on; the licence token has expired, or is no longer " +
          "valid; what was followed is gone.",
      ),
  })
  .meta({ id: "StreamEnd", description: "Why a stream has ended." });
