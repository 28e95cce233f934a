import * as z from "zod";
import { testEmbeddingsMax, verifyToleranceDefault } from "../limits.js";
import { Embedding } from "../schemas/embedding.js";
import { Id } from "../schemas/id.js";
import { list } from "../schemas/list.js";
import { optional, withDefault } from "../schemas/optional.js";

/** Body of verifying that a session behaves as a reference does. */
export const VerifySessionRequest = z
  .object({
    test_embeddings: list(Embedding, 1, testEmbeddingsMax),
    reference_session_id: optional(Id).describe(
      "Absent: the session itself, rebuilt from its log.",
    ),
    tolerance: withDefault(z.number().min(0), verifyToleranceDefault).describe(
      "Largest difference of cosines that counts as none.",
    ),
  })
  .meta({ id: "VerifySessionRequest" });

/** Answer of a verification. */
export const VerifySessionResponse = z
  .strictObject({
    consistent: z.boolean().describe("`max_deviation` is within the tolerance."),
    max_deviation: z
      .number()
      .min(0)
      .max(2)
      .describe(
        "Largest difference, over the test embeddings, of the cosine to the state and of the " +
          "highest cosine to a memory.",
      ),
  })
  .meta({ id: "VerifySessionResponse" });
